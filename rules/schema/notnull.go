package schema

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// notNull makes columns NOT NULL without scanning the table under ACCESS
// EXCLUSIVE: a check that new rows obey, its validation beside reads and
// writes, then SET NOT NULL, which believes the check (commit bbb96c3704,
// PostgreSQL 12).
func notNull(p *advice.Pass, t *snapshot.Relation, columns []string) (steps, undo []advice.Step) {
	table := t.PG()
	check := pg.QuoteIdent(advice.NewName(p.ConstraintNameTaken(t.OID), append(append([]string{t.Name}, columns[0]), "not_null_check")...))
	var conditions, set, drop []string
	for _, c := range columns {
		q := pg.QuoteIdent(c)
		conditions = append(conditions, q+" is not null")
		set = append(set, "alter column "+q+" set not null")
		drop = append(drop, "alter column "+q+" drop not null")
	}
	alter := "alter table " + table.String() + " "
	steps = []advice.Step{
		advice.Locking(pg.AccessExclusiveLock, table, alter+"add constraint "+check+" check ("+strings.Join(conditions, " and ")+") not valid"),
		advice.Locking(pg.ShareUpdateExclusiveLock, table, alter+"validate constraint "+check),
		advice.Locking(pg.AccessExclusiveLock, table, alter+strings.Join(set, ", ")),
		advice.Locking(pg.AccessExclusiveLock, table, alter+"drop constraint "+check),
	}
	return steps, []advice.Step{advice.Locking(pg.AccessExclusiveLock, table, alter+strings.Join(drop, ", "))}
}

// columnTaken tests for names in use by the table's columns.
func columnTaken(t *snapshot.Relation) func(string) bool {
	return func(name string) bool { return t.ColumnNamed(name) != nil }
}
