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
// columns, a key, two indexes, a reference; and one of a table with partitions.
func BenchmarkSchema(b *testing.B) {
	major := pgtest.DefaultMajor()
	for name, script := range map[string][]string{"500 tables": manyTables(500), "5000 tables": manyTables(5000), "2000 partitions": manyPartitions(2000)} {
		b.Run(fmt.Sprintf("%d/%s", major, name), func(b *testing.B) {
			target := pgtest.DB(b, major)
			pgtest.Exec(b, pgtest.Conn(b, target), script...)
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

func manyTables(tables int) (scripts []string) {
	for from := 0; from < tables; from += 100 {
		var sql strings.Builder
		for i := from; i < from+100; i++ {
			fmt.Fprintf(&sql, `create table t%[1]d (id bigserial primary key, parent bigint references t%[2]d, name varchar(80) not null default '', email text,
						state smallint not null default 0, created timestamptz not null default now(), updated timestamptz, amount numeric(12,2), data jsonb, flags int[], note text, ok boolean default true);
						create index t%[1]d_name on t%[1]d (name, created desc); create index t%[1]d_parent on t%[1]d (parent) where state = 0;`, i, max(0, i-1-i%7))
		}
		scripts = append(scripts, sql.String())
	}
	return scripts
}

func manyPartitions(n int) []string {
	scripts := []string{"create table p (id bigint, at int, body text, primary key (id, at)) partition by range (at); create index on p (body)"}
	for i := range n {
		scripts = append(scripts, fmt.Sprintf("create table p_%d partition of p for values from (%d) to (%d)", i, i, i+1))
	}
	return scripts
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
