package schema

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// CyclingSequence finds sequences that start again at their minimum and feed
// a column that must be unique.
var CyclingSequence = advice.Rule{
	ID:       "schema/cycling-sequence",
	Title:    "a unique key is fed by a sequence that starts again",
	Severity: advice.Medium,
	Needs: []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes,
		snapshot.AreaSequences},
	Wants:      []snapshot.Area{snapshot.AreaSequenceValues},
	Thresholds: []advice.Threshold{{Name: "high_percent", Default: 50, Unit: "percent", Doc: "share of values left from which it is high"}},
	Check: func(p *advice.Pass) {
		for i := range p.Sequences {
			s := &p.Sequences[i]
			if !s.Cycle || s.Extension != "" || s.Persistence == "t" {
				continue
			}
			for _, k := range fedColumns(p, s) {
				if x := uniqueAlone(p, k); x != nil {
					p.Report(cyclingKey(p, s, k, x))
					break
				}
			}
		}
	},
}

// uniqueAlone returns a unique index on just that column, or nil.
func uniqueAlone(p *advice.Pass, k keyColumn) *snapshot.Index {
	for _, x := range p.IndexesOf(k.table.OID) {
		if x.Unique && x.Predicate == "" && len(x.Keys) == 1 && x.Keys[0].Attnum == k.column.Attnum {
			return x
		}
	}
	return nil
}

func cyclingKey(p *advice.Pass, s *snapshot.Sequence, k keyColumn, x *snapshot.Index) advice.Finding {
	name := s.PG().String()
	f := advice.Finding{
		Title:  fmt.Sprintf("sequence %s starts again after %d, and %s must be unique", name, s.Max, k),
		Object: advice.Object{Kind: "sequence", Schema: s.Schema, Name: s.Name},
		Evidence: []advice.Evidence{
			{Name: "cycle", Value: true, Source: "pg_sequence.seqcycle"},
			{Name: "increment", Value: s.Increment, Source: "pg_sequence.seqincrement"},
			{Name: "maximum", Value: s.Max, Source: "pg_sequence.seqmax"},
			{Name: "unique index", Value: x.PG().String(), Source: "pg_index.indisunique"},
		},
		Impact: advice.Impact{Summary: "after its end the sequence hands out keys that are in use: inserts fail one by one with 23505, or take a deleted row's key"},
		Fix: &advice.Fix{
			Summary: "let the sequence end instead of starting again",
			Steps:   []advice.Step{advice.Locking(pg.ShareRowExclusiveLock, s.PG(), "alter sequence "+name+" no cycle")},
			Undo:    []advice.Step{advice.Locking(pg.ShareRowExclusiveLock, s.PG(), "alter sequence "+name+" cycle")},
			Caution: "a sequence that ends stops inserts with 2200H: widen it as well when its maximum is near",
		},
	}
	if left, ok := leftPercent(s, s.Max); ok {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "last_value", Value: *s.LastValue, Source: "pg_sequences.last_value"})
		if left <= p.Threshold("high_percent") {
			f.Severity = advice.High
		}
	}
	return f
}
