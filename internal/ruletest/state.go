package ruletest

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/advice"
)

//go:embed state.sql
var stateSQL string

// rolesSQL is what all databases share; only a private server keeps it still.
const rolesSQL = `
	select 'role ' || r.rolname, pg_catalog.concat_ws(' ', r.rolsuper, r.rolinherit, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin, r.rolreplication, r.rolbypassrls, r.rolconnlimit, r.rolvaliduntil,
	  (select pg_catalog.string_agg(m.roleid::pg_catalog.regrole::text, ',' order by m.roleid::pg_catalog.regrole::text) from pg_catalog.pg_auth_members m where m.member = r.oid))
	from pg_catalog.pg_roles r where r.rolname !~ '^pg_'`

// state is how things are defined in the database: by name, sorted texts. It is
// nil where a session of the script has something locked, as to print its
// definition would wait.
func (st *stage) state() map[string]string {
	st.t.Helper()
	c := st.session(watcher)
	st.exec(c, "set lock_timeout = '500ms'")
	defer st.exec(c, "set lock_timeout = 0")
	queries := []string{stateSQL}
	if st.own != nil {
		queries = append(queries, rolesSQL)
	}
	out := map[string]string{}
	for _, sql := range queries {
		rows, err := c.Query(st.t.Context(), sql)
		if err != nil {
			st.t.Fatalf("read the state: %v", err)
		}
		var thing string
		var definition *string
		if _, err := pgx.ForEachRow(rows, []any{&thing, &definition}, func() error {
			if definition != nil {
				out[thing] += *definition + "\n"
			}
			return nil
		}); lockNotFree(err) {
			return nil
		} else if err != nil {
			st.t.Fatalf("read the state: %v", err)
		}
	}
	for thing, text := range out {
		lines := strings.Split(strings.TrimSpace(text), "\n")
		slices.Sort(lines)
		out[thing] = strings.Join(lines, "\n")
	}
	return out
}

func (st *stage) exec(c *pgx.Conn, sql string) {
	st.t.Helper()
	if _, err := c.Exec(st.t.Context(), sql); err != nil {
		st.t.Fatalf("%v: %s", err, sql)
	}
}

func lockNotFree(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "55P03"
}

// undone compares the state after the undo with that before the fix. What is
// new may stay where the caution of a finding can say so.
func undone(before, after map[string]string, fs []advice.Finding) error {
	var diff []string
	for _, thing := range slices.Sorted(maps.Keys(before)) {
		now, ok := after[thing]
		switch {
		case !ok:
			diff = append(diff, fmt.Sprintf("%s is gone, was: %s", thing, before[thing]))
		case now != before[thing]:
			diff = append(diff, fmt.Sprintf("%s was: %s\n\tis: %s", thing, before[thing], now))
		}
	}
	cautioned := slices.ContainsFunc(fs, func(f advice.Finding) bool { return f.Fix.Caution != "" })
	for _, thing := range slices.Sorted(maps.Keys(after)) {
		if _, ok := before[thing]; !ok && !cautioned {
			diff = append(diff, fmt.Sprintf("%s is new: %s", thing, after[thing]))
		}
	}
	if diff == nil {
		return nil
	}
	return fmt.Errorf("the undo does not restore what was:\n%s", strings.Join(diff, "\n"))
}

// restores reports whether the undo of the findings has to bring back what was:
// there is one for each, and nothing is done by hand.
func restores(fs []advice.Finding) bool {
	for _, f := range fs {
		if len(f.Fix.Undo) == 0 || slices.ContainsFunc(slices.Concat(f.Fix.Steps, f.Fix.Undo), func(s advice.Step) bool { return s.Manual != "" && s.Manual != advice.ManualRestart }) {
			return false
		}
	}
	return true
}
