package constraint

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ForeignKeyTypeMismatch finds foreign keys whose column has another type
// than the key that it references.
var ForeignKeyTypeMismatch = advice.Rule{
	ID:       "constraint/foreign-key-type-mismatch",
	Title:    "a foreign key of another type than the key",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaTypes},
	Wants: []snapshot.Area{
		snapshot.AreaSequences, snapshot.AreaSequenceValues, snapshot.AreaViewUses, snapshot.AreaPolicies, snapshot.AreaSizes, snapshot.AreaIndexes,
	},
	Thresholds: []advice.Threshold{
		{Name: "online_bytes", Default: 1 << 30, Unit: "bytes", Doc: "heap size from which the fix is no ALTER COLUMN TYPE, which rewrites the table under lock"},
		{Name: "high_percent", Default: 50, Unit: "percent", Doc: "share of the smaller type that the key's sequence has used from which on the finding is high"},
	},
	Check: func(p *advice.Pass) {
		for _, k := range foreignKeys(p) {
			if pairs := mismatches(p, k); len(pairs) > 0 {
				reportMismatch(p, k, pairs)
			}
		}
	},
}

// pair is a referencing column and its key, of types that differ.
type pair struct {
	from, to *snapshot.Column
	kind     mismatch
}

func mismatches(p *advice.Pass, k *snapshot.Constraint) []pair {
	t, ref := p.Relation(k.TableOID), p.Relation(k.RefTableOID)
	var out []pair
	for i, n := range k.Columns {
		if i >= len(k.RefColumns) {
			break
		}
		from, to := t.Column(n), ref.Column(k.RefColumns[i])
		if from == nil || to == nil {
			continue
		}
		if kind := compare(baseType(p, from.TypeOID), baseType(p, to.TypeOID)); kind != harmless {
			out = append(out, pair{from, to, kind})
		}
	}
	return out
}

func reportMismatch(p *advice.Pass, k *snapshot.Constraint, pairs []pair) {
	t, ref := p.Relation(k.TableOID), p.Relation(k.RefTableOID)
	one := pairs[0]
	f := advice.Finding{
		Title: fmt.Sprintf("foreign key %s: column %s is %s, the key %s of %s is %s",
			called(p, k), one.from.Name, one.from.Type, one.to.Name, ref.PG(), one.to.Type),
		Object:   p.ConstraintObject(k),
		Evidence: []advice.Evidence{references(p, k)},
		Impact:   advice.Impact{Summary: trouble[one.kind]},
		Fix:      alignTypes(p, t, ref, pairs),
	}
	for _, pr := range pairs {
		f.Evidence = append(f.Evidence,
			advice.Evidence{Name: "type of " + t.PG().String() + "." + pg.QuoteIdent(pr.from.Name), Value: pr.from.Type, Source: "pg_attribute.atttypid"},
			advice.Evidence{Name: "type of " + ref.PG().String() + "." + pg.QuoteIdent(pr.to.Name), Value: pr.to.Type, Source: "pg_attribute.atttypid"})
	}
	switch one.kind {
	case wider:
		f.Severity = advice.Low
	case tooNarrow:
		if s := sequenceOf(p, ref, one.to); s != nil && s.LastValue != nil {
			limit := float64(int64(1)<<(8*integers[baseType(p, one.from.TypeOID)]-1) - 1)
			used := float64(*s.LastValue) / limit
			f.Evidence = append(f.Evidence, advice.Evidence{Name: "last value of " + s.PG().String(), Value: *s.LastValue, Source: "pg_sequence_last_value()"})
			f.Title += fmt.Sprintf(" and has used %s of the smaller range", advice.Percent(used))
			if 100*used >= p.Threshold("high_percent") {
				f.Severity = advice.High
			}
		}
	}
	p.Report(f)
}

// sequenceOf returns the sequence that feeds a column, or nil.
func sequenceOf(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) *snapshot.Sequence {
	for i := range p.Sequences {
		s := &p.Sequences[i]
		if s.TableOID == t.OID && s.Attnum == c.Attnum {
			return s
		}
	}
	return nil
}
