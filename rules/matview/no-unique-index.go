package matview

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// NoUniqueIndex finds materialized views that cannot be refreshed beside
// their readers.
var NoUniqueIndex = advice.Rule{
	ID:       "matview/no-unique-index",
	Title:    "a materialized view that blocks its readers when it is refreshed",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaExpressions, snapshot.AreaViewDefinitions,
	},
	Wants: []snapshot.Area{snapshot.AreaColumnStatistics, snapshot.AreaStatements, snapshot.AreaTableCounters},
	Thresholds: []advice.Threshold{
		{Name: "medium_ms", Default: 1000, Unit: "ms", Doc: "mean time of a refresh from which on the finding is medium"},
	},
	Check: func(p *advice.Pass) {
		refreshes := refreshStatements(p)
		for _, v := range p.UserRelations("m") {
			if !refreshable(p, v) {
				report(p, v, refreshes)
			}
		}
	},
}

// refreshable reports whether REFRESH … CONCURRENTLY would accept one of the
// indexes: unique, on plain columns, over all rows (is_usable_unique_index in
// src/backend/commands/matview.c). One that is invalid is index/invalid's.
func refreshable(p *advice.Pass, v *snapshot.Relation) bool {
	for _, x := range p.IndexesOf(v.OID) {
		if x.Unique && x.Immediate && x.Predicate == "" && !x.HasExpressions() && x.AccessMethod == "btree" {
			return true
		}
	}
	return false
}

// refreshStatements are the counted REFRESH statements by the view they name.
func refreshStatements(p *advice.Pass) map[string]*snapshot.Statement {
	out := map[string]*snapshot.Statement{}
	for i := range p.Statements {
		s := &p.Statements[i]
		if text := strings.TrimSpace(s.Query); len(text) < 7 || !strings.EqualFold(text[:7], "refresh") {
			continue
		}
		names, err := sqlparse.Tables(s.Query)
		if err != nil || len(names) != 1 {
			continue
		}
		if old := out[names[0].Name]; old == nil || s.TotalTime > old.TotalTime {
			out[names[0].Name] = s
		}
	}
	return out
}

func report(p *advice.Pass, v *snapshot.Relation, refreshes map[string]*snapshot.Statement) {
	f := advice.Finding{
		Title:  fmt.Sprintf("materialized view %s has no unique index: each refresh locks its readers out", v.PG()),
		Object: advice.TableObject(v),
		Evidence: []advice.Evidence{
			{Name: "unique indexes on plain columns", Value: 0, Source: "pg_index.indisunique"},
			{Name: "rows", Value: int64(p.Rows(v)), Unit: "rows", Source: "pg_class.reltuples"},
		},
		Impact: advice.Impact{Summary: "REFRESH MATERIALIZED VIEW holds ACCESS EXCLUSIVE while its query runs; CONCURRENTLY, which does not, needs a unique index"},
		Fix:    keyed(p, v),
	}
	if s := refreshes[v.Name]; s != nil && s.Calls > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "mean time of a refresh", Value: s.MeanTime, Unit: "ms", Source: "pg_stat_statements.mean_exec_time"})
		if s.MeanTime >= p.Threshold("medium_ms") {
			f.Severity = advice.Medium
			f.Title += fmt.Sprintf(" for %.1f s", s.MeanTime/1000)
		}
	}
	p.Report(f)
}

// keyed is the fix: a unique index on what is known to be a key.
func keyed(p *advice.Pass, v *snapshot.Relation) *advice.Fix {
	columns, why := keyOf(p, v)
	if columns == nil {
		return &advice.Fix{
			Summary: "give it a unique index",
			Steps:   []advice.Step{advice.ByHand("choose the columns that tell its rows apart and create a unique index concurrently on them; where there are none, add row_number() over () to the query")},
			Caution: "the undo is to drop the index",
		}
	}
	name := advice.NewName(p.RelationNameTaken(v.Schema), append(append([]string{v.Name}, columns...), "key")...)
	return &advice.Fix{
		Summary: fmt.Sprintf("create a unique index on (%s), %s, and refresh with CONCURRENTLY from then on", strings.Join(columns, ", "), why),
		Steps: []advice.Step{advice.Concurrently(v.PG(), "create unique index concurrently "+pg.QuoteIdent(name)+" on "+v.PG().String()+
			" ("+pg.QuoteIdents(columns)+")")},
		Undo:    []advice.Step{advice.Concurrently(v.PG(), "drop index concurrently "+pg.Name{Schema: v.Schema, Name: name}.String())},
		Caution: "a concurrent refresh compares old rows with new ones: it takes longer and leaves dead rows for vacuum; the first refresh after WITH NO DATA cannot be concurrent",
	}
}
