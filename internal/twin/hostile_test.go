package twin

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/test/trade"
)

// hostileSchema runs its maker's code wherever values are read, compared or
// indexed. Only twins have wal_level minimal. There trap() fails for superusers,
// and proof() for all.
const hostileSchema = `
	create function trap() returns boolean language plpgsql stable as $$
	begin
		if current_setting('wal_level') = 'minimal' and (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
			raise exception 'code of production ran as superuser';
		end if;
		return true;
	end $$;
	create function proof() returns boolean language plpgsql stable as $$
	begin
		if current_setting('wal_level') = 'minimal' then
			raise exception 'proof that it ran';
		end if;
		return true;
	end $$;
	create function key(int) returns int language plpgsql immutable as 'begin if public.trap() then return $1; end if; end';
	create function proofkey(int) returns int language plpgsql immutable as 'begin if public.proof() then return $1; end if; end';
	create domain public.watched as int check (public.trap());
	create domain public.proved as int check (public.proof());
	create table t (a public.watched, b public.watched[], c int, d text, unique (a));
	create index t_key on t (key(c));
	create table proven (a public.proved, b int);
	create index proven_a on proven (a);
	create statistics t_stat (mcv) on a, c from t`

// TestHostileCodeIsNoSuperuser builds a twin of a schema whose functions notice
// by whom they are run.
func TestHostileCodeIsNoSuperuser(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			url := pgtest.DB(t, major)
			pgtest.Exec(t, pgtest.Conn(t, url), hostileSchema,
				"insert into t select g, array[g % 5, 1], g, 'x' from generate_series(1, 1000) g; insert into proven select g % 10, g from generate_series(1, 1000) g; analyze")
			w := build(t, take(t, url))
			proven := 0
			for _, m := range w.Missing {
				switch {
				case strings.Contains(m.Reason, "as superuser"):
					t.Errorf("%v %v: %s", m.Object.Kind, m.Object.Name, m.Reason)
				case strings.Contains(m.Reason, "proof that it ran"):
					proven++
				}
			}
			if proven < 2 {
				t.Errorf("the code of a column's statistics and of its end points is to have run, but %v are missing", w.Missing)
			}
			conn := pgtest.Conn(t, w.ConnString())
			for _, sql := range []string{"create role x superuser", "copy (select 1) to program 'true'", "update pg_class set relpages = 1", "set role " + keeper, "set session authorization " + bootstrap, "select * from pgadept_build.statistic"} {
				if _, err := conn.Exec(t.Context(), sql); err == nil {
					t.Errorf("the role for everybody may do: %s", sql)
				}
			}
		})
	}
}

// TestDamagedStatistics builds a twin of a snapshot in which nothing fits. What
// is refused is named, and the rest is there.
func TestDamagedStatistics(t *testing.T) {
	t.Parallel()
	major := pgtest.DefaultMajor()
	url := pgtest.DB(t, major)
	const schema = "create table t (a int primary key, b text, c date); create table u (a int primary key, b text); create statistics s on a, b from t"
	conn := pgtest.Conn(t, url)
	pgtest.Exec(t, conn, schema, "insert into t select g, g % 10, '2024-01-01' from generate_series(1, 1000) g; insert into u select g, g % 10 from generate_series(1, 1000) g; analyze")
	s := take(t, url)
	for i := range s.ColumnStatistics {
		c := &s.ColumnStatistics[i]
		if r := snapshot.NewCatalog(s).Relation(c.TableOID); r == nil || r.Name != "t" {
			continue
		}
		for j := range c.Slots {
			switch c.Attnum {
			case 1:
				c.Slots[j].Values = "{not,integers"
			case 2:
				c.Slots[j].Operator = "no.such(operator, at all"
			case 3:
				c.Slots[j].ValueType = "t; drop table t"
			}
		}
	}
	for i := range s.EndPoints {
		*s.EndPoints[i].Low[0] = "1'); drop table u; --"
	}
	for i := range s.IndexPages {
		height := int32(1 << 30)
		s.IndexPages[i].Height = &height
	}
	d := &s.ExtendedStatistics[0].Data[0]
	d.MCVRaw, d.NDistinctRaw, d.DependenciesRaw = strings.Repeat("ff", 40), "00", ""
	w := build(t, s)
	reasons := map[string]int{}
	for _, m := range w.Missing {
		reasons[m.Object.Kind+" "+m.Object.Name.String()]++
	}
	for _, want := range []string{"statistics public.t", "end points public.t", "end points public.u", "statistics public.s"} {
		if reasons[want] == 0 {
			t.Errorf("%s is not among what is missing: %v", want, w.Missing)
		}
	}
	if _, err := w.Explain(t.Context(), "select * from t where a < 5 and b = '3'", nil); err != nil {
		t.Error(err)
	}
	whole := "select * from u where a < 5 and b = '3'"
	compare(t, &trade.Comparison{Planner: w, Conn: conn, Major: major}, []trade.Query{{Name: whole, SQL: whole}}, settings()[:1])
}
