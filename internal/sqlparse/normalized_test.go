package sqlparse

import "testing"

func TestDenormalize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ normalized, want string }{
		{"select $1", "select $1"},
		{"select * from t where at > now() - interval $1", "select * from t where at > now() - ($1::interval)"},
		{"select interval $1 day to second(3)", "select ($1::interval day to second(3))"},
		{"select interval $1 day, interval(3) $2", "select ($1::interval day), ($2::interval(3))"},
		{"select date $1 + $2", "select ($1::date) + $2"},
		{"select date$1+$2", "select ($1::date)+$2"},
		{"select timestamp with time zone $1, time(3) without time zone $2", "select ($1::timestamp with time zone), ($2::time(3) without time zone)"},
		{"select double precision $1, pg_catalog.int4 $2, \"Odd type\" $3, my.\"Odd type\" $4", `select ($1::double precision), ($2::pg_catalog.int4), ($3::"Odd type"), ($4::my."Odd type")`},
		{"select p <@ box $1", "select p <@ ($1::box)"},
		{"select x at time zone $1, x like $2 escape $3, x between symmetric $4 and $5", "select x at time zone $1, x like $2 escape $3, x between symmetric $4 and $5"},
		{"select case when $1 then $2 else $3 end limit $4 offset $5", "select case when $1 then $2 else $3 end limit $4 offset $5"},
		{"select substring(x from $1 for $2), position($3 in x), overlay(x placing $4 from $5)", "select substring(x from $1 for $2), position($3 in x), overlay(x placing $4 from $5)"},
		{"select extract($1 from at), count(*) from t where a = $2", "select extract(epoch from at), count(*) from t where a = $1"},
		{"select extract($1, at)", "select extract($1, at)"},
		{"select * from t where a in ($1 /*, ... */) and b = $2", "select * from t where a in ($1 /*, ... */) and b = $2"},
		{"select * from t where a=$1and b=$2or c like$3", "select * from t where a=$1 and b=$2 or c like $3"},
		{"select * from t where a = $7 and b = $4 and c = $7", "select * from t where a = $2 and b = $1 and c = $2"},
		{"prepare p (int, text) as select * from t where a = $1", "select * from t where a = $1"},
		{"select sum(a) over (order by b rows between $1 preceding and $2 following) from t", "select sum(a) over (order by b rows between $1 preceding and $2 following) from t"},
		{"select a operator(pg_catalog.=) $1, (3) = $2, x$1 from t", "select a operator(pg_catalog.=) $1, (3) = $2, x$1 from t"},
		{"select ') date $1' , $1", "select ') date $1' , $1"},
		{"select $99999999999999999999", "select $99999999999999999999"},
		{") $1", ") $1"}, {"(3) $1", "(3) $1"}, {"zone $1", "zone $1"}, {"", ""},
	} {
		if got, n := Denormalize(c.normalized); got != c.want {
			t.Errorf("%s\n became %s (%d parameters)\n want   %s", c.normalized, got, n, c.want)
		}
	}
}

func TestUnifyParams(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ sql, want string }{
		{"select date_trunc($1, at), count(*) from t where a = $2 group by date_trunc('month', at) order by date_trunc('month', at)", "select date_trunc('month', at), count(*) from t where a = $1 group by date_trunc('month', at) order by date_trunc('month', at)"},
		{"select extract(epoch from at), count(*) from t group by extract(year from at)", "select extract(year from at), count(*) from t group by extract(year from at)"},
		{"select a % $1 + $2 from t group by a % 7 + 1 having count(*) > $3", "select a % 7 + 1 from t group by a % 7 + 1 having count(*) > $1"},
		{"select a % $1, a % $2 from t group by a % 7, a % 8", "select a % 7, a % 8 from t group by a % 7, a % 8"},
		{"select a + $1 from t group by a + $2 having count(*) > $3", "select a + $1 from t group by a + $1 having count(*) > $2"},
		{"select coalesce(é, $1) || $2 from t group by coalesce(é, $3)", "select coalesce(é, $2) || $1 from t group by coalesce(é, $2)"},
		{"select at + ($1::interval) from t group by at + interval '1 day'", "select at + ('1 day'::interval) from t group by at + interval '1 day'"},
		{"select a + $1 from t group by a - $2", "select a + $1 from t group by a - $2"},
		{"select distinct on (lower(a || 'x')) lower(a || $1) from t", "select distinct on (lower(a || 'x')) lower(a || 'x') from t"},
		{"select $1, $2 from t group by a order by $3", "select $1, $2 from t group by a order by $3"},
		{"select a % $1, (select b % $2 from u group by b % 3) from t group by grouping sets ((a % 4), ())", "select a % 4, (select b % 3 from u group by b % 3) from t group by grouping sets ((a % 4), ())"},
		{"no sql $1", "no sql $1"},
	} {
		if got := UnifyParams(c.sql); got != c.want {
			t.Errorf("%s\n became %s\n want   %s", c.sql, got, c.want)
		}
	}
}
