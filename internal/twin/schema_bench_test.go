package twin

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/rebuild"
)

// BenchmarkSchema rebuilds schemas of tables as applications have them: twelve
// columns, a key, two indexes, a reference.
func BenchmarkSchema(b *testing.B) {
	major := pgtest.DefaultMajor()
	for _, tables := range []int{500, 5000} {
		b.Run(fmt.Sprintf("%d/%d", major, tables), func(b *testing.B) {
			target := pgtest.DB(b, major)
			conn := pgtest.Conn(b, target)
			for from := 0; from < tables; from += 100 {
				var sql strings.Builder
				for i := from; i < from+100; i++ {
					fmt.Fprintf(&sql, `create table t%[1]d (id bigserial primary key, parent bigint references t%[2]d, name varchar(80) not null default '', email text,
						state smallint not null default 0, created timestamptz not null default now(), updated timestamptz, amount numeric(12,2), data jsonb, flags int[], note text, ok boolean default true);
						create index t%[1]d_name on t%[1]d (name, created desc); create index t%[1]d_parent on t%[1]d (parent) where state = 0;`, i, max(0, i-1-i%7))
				}
				pgtest.Exec(b, conn, sql.String())
			}
			s, err := collect.From(b.Context(), target, collect.Options{})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				benchmarkOnce(b, newBuilder(s, Options{Progress: func(string) {}}))
			}
		})
	}
}

func benchmarkOnce(b *testing.B, w *builder) {
	start := time.Now()
	clock := func(what string) {
		b.ReportMetric(time.Since(start).Seconds(), what+"-s")
		start = time.Now()
	}
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	check(w.startServer(b.Context()))
	defer w.twin.Close(context.WithoutCancel(b.Context()))
	defer w.disconnect(b.Context())
	check(w.createDatabase(b.Context()))
	check(w.connect(b.Context()))
	clock("start")
	_, err := rebuild.Script(w.cat, rebuild.Options{Builder: Role, Reserved: []string{keeper, bootstrap}})
	check(err)
	clock("script")
	check(w.rebuildSchema(b.Context(), nil))
	clock("run")
	missing := w.twin.Missing
	if len(missing) > 0 {
		b.Errorf("missing: %v", missing)
	}
}
