package partition

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// RowsInDefault finds rows that no partition was made for.
var RowsInDefault = advice.Rule{
	ID:       "partition/rows-in-default",
	Title:    "rows in a default partition",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaExpressions, snapshot.AreaTableCounters,
		snapshot.AreaConstraints, snapshot.AreaTriggers,
	},
	Wants: []snapshot.Area{snapshot.AreaColumnStatistics, snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 1, Unit: "rows", Doc: "fewer rows in the default partition are not reported"},
		{Name: "min_list_share", Default: 50, Unit: "percent", Doc: "of all rows, in the default partition of a list: a smaller rest is what it is for"},
		{Name: "max_move", Default: 100_000, Unit: "rows", Doc: "more rows are not moved in one transaction by the fix"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("p") {
			rest := defaultOf(p, t)
			if rest == nil {
				continue
			}
			rows, all := p.Rows(rest), p.Rows(t)
			if rows < p.Threshold("min_rows") || t.PartStrategy == "l" && rows < p.Threshold("min_list_share")/100*all {
				continue
			}
			reportDefault(p, t, rest, rows, all)
		}
	},
}

func defaultOf(p *advice.Pass, t *snapshot.Relation) *snapshot.Relation {
	for _, part := range p.Children(t.OID) {
		if part.PartitionBound == "DEFAULT" {
			return part
		}
	}
	return nil
}

func reportDefault(p *advice.Pass, t, rest *snapshot.Relation, rows, all float64) {
	f := advice.Finding{
		Title:  fmt.Sprintf("table %s has %s in its default partition %s", t.PG(), rowsInWords(rows), rest.PG()),
		Object: advice.TableObject(t),
		Evidence: []advice.Evidence{
			{Name: "rows in the default partition", Value: rows, Unit: "rows", Source: "pg_class.reltuples, pg_stat_all_tables.n_live_tup"},
			{Name: "share of all rows", Value: advice.Percent(rows / max(1, all)), Source: "pg_class.reltuples"},
			{Name: "partition key", Value: t.PartKey, Source: "pg_partitioned_table"},
		},
		Impact: advice.Impact{
			Summary: "a partition for these rows cannot be attached while they are there, attaching any other reads them all under ACCESS EXCLUSIVE, and old data cannot be dropped with its partition",
		},
	}
	if t.PartStrategy == "l" {
		f.Severity = advice.Info
		f.Impact.Summary = "most of the table is in one partition, and attaching another one reads it all under ACCESS EXCLUSIVE"
	}
	if f.Fix = move(p, t, rest, rows); f.Fix == nil {
		f.Fix = &advice.Fix{
			Summary: "make partitions for the rows and move them there",
			Steps: []advice.Step{
				advice.ByHand(fmt.Sprintf("find out which keys the rows of %s have, and which of them are mistakes to correct", rest.PG())),
				advice.ByHand("in one transaction for each new partition: detach the default, create the partition, move its rows there, attach the default again; or move large parts in batches to a table of their own, and attach it with a validated CHECK on its bounds"),
				vacuum(rest),
			},
			Caution: "DETACH and ATTACH lock the table in ACCESS EXCLUSIVE mode until the transaction ends. Moving the rows back undoes it.",
		}
	}
	p.Report(f)
}

func rowsInWords(n float64) string {
	if n == 1 {
		return "1 row"
	}
	return advice.Count(n) + " rows"
}

func vacuum(t *snapshot.Relation) advice.Step {
	return advice.Concurrently(t.PG(), "vacuum analyze "+t.PG().String())
}

// obstacle says why rows cannot be moved by plain SQL, "" where they can:
// triggers would see the move, foreign keys to the table would forbid it.
func obstacle(p *advice.Pass, t, rest *snapshot.Relation, rows float64) string {
	for _, r := range []*snapshot.Relation{t, rest} {
		for _, g := range p.TriggersOf(r.OID) {
			if !g.Internal {
				return "trigger " + pg.QuoteIdent(g.Name)
			}
		}
		if k := p.Referencing(r.OID); len(k) > 0 {
			return "foreign key " + pg.QuoteIdent(k[0].Name)
		}
	}
	if rest.Kind != "r" || rows > p.Threshold("max_move") {
		return "size"
	}
	return ""
}
