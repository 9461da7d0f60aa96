package schema

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SequenceNarrowerThanColumn finds sequences of an integer type that feed a
// column of a wider one: the key was made bigint, its sequence was forgotten.
var SequenceNarrowerThanColumn = advice.Rule{
	ID:       "schema/sequence-narrower-than-column",
	Title:    "a sequence ends before its column's type does",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaSequences},
	Wants:    []snapshot.Area{snapshot.AreaSequenceValues},
	Check: func(p *advice.Pass) {
		for i := range p.Sequences {
			s := &p.Sequences[i]
			if s.Extension != "" || s.Persistence == "t" || s.Cycle || s.Increment < 0 || s.Max != sequenceMax(s.Type) {
				continue
			}
			// Nearly used up, it is schema/key-exhaustion's.
			if left, ok := leftPercent(s, s.Max); ok && left <= 20 {
				continue
			}
			if k, ok := wider(p, s); ok {
				p.Report(narrowSequence(s, k))
			}
		}
	},
}

// wider returns the fed column when all that the sequence feeds is wider.
func wider(p *advice.Pass, s *snapshot.Sequence) (keyColumn, bool) {
	fed := fedColumns(p, s)
	for _, k := range fed {
		integer := k.column.TypeOID == typeInt2 || k.column.TypeOID == typeInt4 || k.column.TypeOID == typeInt8
		if !integer || k.max() <= s.Max {
			return keyColumn{}, false
		}
	}
	if len(fed) == 0 {
		return keyColumn{}, false
	}
	return fed[0], true
}

func narrowSequence(s *snapshot.Sequence, k keyColumn) advice.Finding {
	name := s.PG().String()
	return advice.Finding{
		Title:  fmt.Sprintf("sequence %s ends at %d although %s is %s", name, s.Max, k, k.column.Type),
		Object: advice.Object{Kind: "sequence", Schema: s.Schema, Name: s.Name},
		Evidence: []advice.Evidence{
			{Name: "sequence type", Value: s.Type, Source: "pg_sequence.seqtypid"},
			{Name: "maximum", Value: s.Max, Source: "pg_sequence.seqmax"},
			{Name: "column type", Value: k.column.Type, Source: "pg_attribute.atttypid"},
		},
		Impact: advice.Impact{Summary: "inserts fail with 2200H when the sequence reaches its maximum, although the column could go on"},
		Fix: &advice.Fix{
			Summary: "give the sequence the column's type",
			Steps:   []advice.Step{advice.Locking(pg.ShareRowExclusiveLock, s.PG(), "alter sequence "+name+" as "+k.column.Type)},
			Undo:    []advice.Step{advice.Locking(pg.ShareRowExclusiveLock, s.PG(), "alter sequence "+name+" as "+s.Type)},
			Caution: "nextval() waits for the instant that the change takes; the undo is refused once the sequence has passed the old maximum",
		},
	}
}
