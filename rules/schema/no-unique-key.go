package schema

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NoUniqueKey finds tables in which nothing keeps two equal rows apart.
var NoUniqueKey = advice.Rule{
	ID:         "schema/no-unique-key",
	Title:      "a table has no key: rows may be duplicates",
	Severity:   advice.Medium,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints},
	Wants:      []snapshot.Area{snapshot.AreaColumnStatistics, snapshot.AreaTableCounters, snapshot.AreaSequences},
	Thresholds: []advice.Threshold{{Name: "medium_rows", Default: 10000, Unit: "rows", Doc: "size from which it is medium"}, onlineBytes},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			// An unlogged table is a scratch area.
			if t.OfType != "" || len(t.Parents) > 0 || t.Persistence == "u" || liveColumns(t) == 0 || hasPrimaryKey(p, t) || identified(p, t) {
				continue
			}
			f := advice.Finding{
				Severity: bySize(p, t),
				Title:    fmt.Sprintf("table %s has no primary key and no unique index", t.PG()),
				Object:   advice.TableObject(t),
				Evidence: []advice.Evidence{
					{Name: "unique indexes", Value: 0, Source: "pg_index.indisunique"},
					rowsEvidence(p, t),
				},
				Impact: advice.Impact{Summary: "the same row can be stored twice and then neither be told apart nor be deleted alone; nothing can reference it, and logical replication stops at its updates and deletes"},
			}
			if c := keyCandidate(p, t); c != nil {
				f.Evidence = append(f.Evidence, advice.Evidence{Name: "candidate", Value: c.Name, Source: "pg_stats.n_distinct"})
				f.Fix = naturalKey(p, t, c)
			} else {
				f.Fix = surrogateKey(p, t)
			}
			p.Report(f)
		}
	},
}

func liveColumns(t *snapshot.Relation) int {
	n := 0
	for i := range t.Columns {
		if !t.Columns[i].Dropped {
			n++
		}
	}
	return n
}

// keyCandidate is a column that is named like a key and that the sample
// found unique and never NULL, of a table that one column may key.
func keyCandidate(p *advice.Pass, t *snapshot.Relation) *snapshot.Column {
	if t.Kind == "p" {
		return nil // its key must hold the partition key
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		named := c.Name == "id" || c.Name == "uuid" || c.Name == "guid" || c.Name == strings.TrimSuffix(t.Name, "s")+"_id"
		if s := p.ColumnStats(t.OID, c.Attnum); named && !c.Dropped && s != nil && s.NDistinct == -1 && s.NullFrac == 0 {
			return c
		}
	}
	return nil
}

func naturalKey(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) *advice.Fix {
	fix := &advice.Fix{
		Summary: "make " + c.Name + " the primary key: the sample holds no duplicate of it",
		Caution: "should the table hold a duplicate after all, the index is left behind invalid: drop it, and remove the duplicates",
	}
	undo := []advice.Step{dropKey(p, t)}
	if !c.NotNull {
		steps, back := notNull(p, t, []string{c.Name})
		fix.Steps, undo = steps, append(undo, back...)
	}
	fix.Steps, fix.Undo = append(fix.Steps, buildKey(p, t, []string{c.Name})...), undo
	return fix
}

// surrogateKey adds an identity column as the primary key: at once where the
// table is small, filled in batches where a rewrite would take long.
func surrogateKey(p *advice.Pass, t *snapshot.Relation) *advice.Fix {
	column := advice.NewName(columnTaken(t), "id")
	if t.ColumnNamed("id") != nil {
		column = advice.NewName(columnTaken(t), "row", "id")
	}
	q, table := pg.QuoteIdent(column), t.PG().String()
	alter := "alter table " + table + " "
	fix := &advice.Fix{
		Summary: "add an identity column as the primary key",
		Undo:    []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+"drop column "+q)},
		Caution: "a surrogate key makes rows addressable and hides duplicates: look for them first, and make the natural key unique as well; INSERT without a column list must change",
	}
	if t.Kind == "p" {
		fix.Steps = []advice.Step{advice.ByHand("choose the columns that identify a row, which must include " + t.PartKey + ", and make them the primary key: index by index on the partitions, then on the parent")}
		fix.Undo = nil
		fix.Caution = "the undo is to drop the constraint that was added; a partitioned table's key must hold its partition key"
		return fix
	}
	if p.TreeBytes(t) < int64(p.Threshold(onlineBytes.Name)) || len(p.Children(t.OID)) > 0 {
		fix.Steps = append(p.BeforeRewrite(t), advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+"add column "+q+" bigint generated always as identity primary key"))
		fix.Caution += fmt.Sprintf("; the column's values make it rewrite the table (%s) under ACCESS EXCLUSIVE", advice.Size(p.TreeBytes(t)))
		return fix
	}
	fix.Steps = numberInBatches(p, t, column)
	return fix
}

// numberInBatches adds the column empty, numbers new rows by a default and
// old ones in batches, and makes it the key.
func numberInBatches(p *advice.Pass, t *snapshot.Relation, column string) []advice.Step {
	q, table := pg.QuoteIdent(column), t.PG().String()
	alter := "alter table " + table + " "
	seq := pg.Name{Schema: t.Schema, Name: advice.NewName(p.RelationNameTaken(t.Schema), t.Name, column, "seq")}
	next := "pg_catalog.nextval(" + pg.QuoteLiteral(seq.String()) + "::pg_catalog.regclass)"
	steps := []advice.Step{
		advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+"add column "+q+" bigint"),
		advice.SQL("create sequence " + seq.String() + " owned by " + table + "." + q),
		advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+"alter column "+q+" set default "+next),
		backfill(p, t, q+" = "+next, q+" is null"),
	}
	more, _ := notNull(p, t, []string{column})
	return append(append(steps, more...), buildKey(p, t, []string{column})...)
}
