package schema

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NoPrimaryKey finds tables with a unique index but no primary key. Those
// without either are schema/no-unique-key's.
var NoPrimaryKey = advice.Rule{
	ID:         "schema/no-primary-key",
	Title:      "a table has unique indexes but no primary key",
	Severity:   advice.Low,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints},
	Wants:      []snapshot.Area{snapshot.AreaExpressions, snapshot.AreaTableCounters},
	Thresholds: []advice.Threshold{{Name: "medium_rows", Default: 10000, Unit: "rows", Doc: "size from which a nullable key is medium"}, onlineBytes},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			if t.OfType != "" || len(t.Parents) > 0 || hasPrimaryKey(p, t) || !identified(p, t) {
				continue
			}
			reportNoPrimaryKey(p, t)
		}
	},
}

func reportNoPrimaryKey(p *advice.Pass, t *snapshot.Relation) {
	f := advice.Finding{
		Title:  fmt.Sprintf("table %s has no primary key", t.PG()),
		Object: advice.TableObject(t),
		Evidence: []advice.Evidence{
			{Name: "primary key", Value: false, Source: "pg_constraint.contype"},
			rowsEvidence(p, t),
		},
		Impact: advice.Impact{Summary: "logical replication cannot replicate its updates and deletes by default, GROUP BY cannot lean on it, and tools and ORMs find no row to address"},
	}
	x := uniqueKey(p, t)
	if x == nil {
		f.Title += ", only partial, deferrable or expression unique indexes"
		f.Severity = bySize(p, t)
		f.Fix = surrogateKey(p, t)
		p.Report(f)
		return
	}
	f.Evidence = append(f.Evidence, advice.Evidence{Name: "unique index", Value: x.PG().String() + " " + columnList(t, x), Source: "pg_index.indisunique"})
	null := nullable(t, x)
	if len(null) > 0 {
		f.Title += fmt.Sprintf(", and its unique index on %s lets NULL in", columnList(t, x))
		f.Severity = bySize(p, t)
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "nullable key columns", Value: null, Source: "pg_attribute.attnotnull"})
	} else {
		f.Title += fmt.Sprintf(", although %s is unique and never NULL", columnList(t, x))
	}
	f.Fix = promote(p, t, x, null)
	p.Report(f)
}

func bySize(p *advice.Pass, t *snapshot.Relation) advice.Severity {
	if p.Rows(t) >= p.Threshold("medium_rows") {
		return advice.Medium
	}
	return advice.Low
}

// promote makes the unique index the primary key. One that backs a UNIQUE
// constraint cannot be taken over, so another takes its place beside it.
func promote(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, null []string) *advice.Fix {
	fix := &advice.Fix{Summary: "make the unique columns the primary key",
		Caution: "the key must be stable and always known; if it is a natural key that changes, add an identity column instead"}
	var undoNull []advice.Step
	if len(null) > 0 {
		fix.Summary += ", once NULL is forbidden in them"
		fix.Steps, undoNull = notNull(p, t, null)
	}
	alter := "alter table " + t.PG().String() + " "
	if t.Kind == "r" && x.ConstraintOID == 0 && plainOrder(t, x) && !x.NullsNotDistinct {
		fix.Steps = append(fix.Steps, advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+"add primary key using index "+pg.QuoteIdent(x.Name)))
		fix.Undo = append([]advice.Step{
			advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+"drop constraint "+pg.QuoteIdent(x.Name)),
			advice.Concurrently(t.PG(), p.IndexDefinition(x, true)),
		}, undoNull...)
		return fix
	}
	fix.Steps = append(fix.Steps, buildKey(p, t, t.ColumnNames(x.KeyColumns()))...)
	fix.Undo = append([]advice.Step{dropKey(p, t)}, undoNull...)
	fix.Caution += "; the unique index stays beside the key: drop it when no foreign key and no ON CONFLICT ON CONSTRAINT names it"
	return fix
}
