package index

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// MissingOnPartition finds indexes that partitions have and the parent has not.
var MissingOnPartition = advice.Rule{
	ID:       "index/missing-on-partition",
	Title:    "an index that only some partitions have",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
	},
	Wants: []snapshot.Area{snapshot.AreaTableCounters},
	Thresholds: []advice.Threshold{
		{Name: "min_share", Default: 50, Unit: "percent", Doc: "of the partitions that must have the index; a rarer one is taken for deliberate"},
		{Name: "min_rows", Default: 10_000, Unit: "rows", Doc: "smaller partitioned tables are not judged"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("p") {
			if t.IsPartition || p.Rows(t) < p.Threshold("min_rows") {
				continue
			}
			if all := strayIndexes(p, t); len(all) > 0 {
				reportMissing(p, t, all)
			}
		}
	},
}

// stray is one index definition that partitions have of their own.
type stray struct {
	signature string
	sample    *snapshot.Index // of the oldest partition that has it
	with      []string        // leaf partitions
	without   []string
}

// strayIndexes collects the definitions that most leaf partitions have and no
// partitioned index above them. Unique ones are left out: the parent can
// often not have them, since it needs its partition key in them.
func strayIndexes(p *advice.Pass, root *snapshot.Relation) []stray {
	bySignature := map[string]*stray{}
	parts := slices.DeleteFunc(p.Leaves(root), func(r *snapshot.Relation) bool { return r.Kind != "r" || r.PartitionBound == "DEFAULT" })
	if len(parts) < 2 {
		return nil
	}
	for _, part := range parts {
		for _, x := range p.IndexesOf(part.OID) {
			sig := p.IndexSignature(x)
			if x.ParentOID != 0 || x.Unique || x.Exclusion || !x.Fit() || attachedTwin(p, x, sig) {
				continue
			}
			s := bySignature[sig]
			if s == nil {
				s = &stray{signature: sig, sample: x}
				bySignature[sig] = s
			}
			if !slices.Contains(s.with, part.PG().String()) {
				s.with = append(s.with, part.PG().String())
			}
		}
	}
	var out []stray
	for sig, s := range bySignature {
		if float64(len(s.with)) < p.Threshold("min_share")/100*float64(len(parts)) || above(p, root, sig) {
			continue
		}
		for _, part := range parts {
			if name := part.PG().String(); !slices.Contains(s.with, name) && !hasSignature(p, part, sig) {
				s.without = append(s.without, name)
			}
		}
		out = append(out, *s)
	}
	slices.SortFunc(out, func(a, b stray) int { return cmp.Compare(a.signature, b.signature) })
	return out
}

// attachedTwin reports whether the partition has the same index from above:
// then the stray one is a duplicate.
func attachedTwin(p *advice.Pass, x *snapshot.Index, sig string) bool {
	return slices.ContainsFunc(p.IndexesOf(x.TableOID), func(y *snapshot.Index) bool {
		return y.ParentOID != 0 && p.IndexSignature(y) == sig
	})
}

func hasSignature(p *advice.Pass, t *snapshot.Relation, sig string) bool {
	return slices.ContainsFunc(p.IndexesOf(t.OID), func(x *snapshot.Index) bool { return x.Valid && p.IndexSignature(x) == sig })
}

// above reports whether the root has the index, be it still without its
// parts: of such a one index/unattached-partition-index speaks.
func above(p *advice.Pass, root *snapshot.Relation, sig string) bool {
	return slices.ContainsFunc(p.IndexesOf(root.OID), func(x *snapshot.Index) bool { return p.IndexSignature(x) == sig })
}

func reportMissing(p *advice.Pass, root *snapshot.Relation, all []stray) {
	b := p.BuildIndexes()
	f := advice.Finding{Object: advice.TableObject(root), Severity: advice.Low}
	var names, without []string
	for _, s := range all {
		def := p.TranslateIndex(s.sample, root)
		name := b.Name(root, def, "idx")
		b.Create(def, name)
		names = append(names, pg.QuoteIdent(name.Name))
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "partitions with " + s.signature, Value: len(s.with), Unit: "partitions", Source: "pg_index"})
		if len(s.without) > 0 {
			f.Evidence = append(f.Evidence, advice.Evidence{Name: "partitions without " + s.signature, Value: s.without, Source: "pg_index"})
		}
		without = append(without, s.without...)
	}
	slices.Sort(without)
	without = slices.Compact(without)
	what := "an index " + all[0].signature
	if len(all) > 1 {
		what = fmt.Sprintf("%d indexes", len(all))
	}
	f.Title = fmt.Sprintf("partitions of %s have %s that the table itself lacks", root.PG(), what)
	f.Impact.Summary = "partitions that are made from now on will lack it"
	if len(without) > 0 {
		f.Severity = advice.Medium
		f.Title += "; " + advice.Plural(int64(len(without)), "partition") + " went without"
		f.Impact.Summary = "queries that search by these columns read partitions without the index from end to end, and every partition yet to come"
	}
	f.Fix = &advice.Fix{
		Summary: fmt.Sprintf("give it to %s, so that all partitions have it: %s", root.PG(), strings.Join(names, ", ")),
		Steps:   b.Steps,
		Caution: "An attached index cannot be detached: dropping it from the parent drops it from all partitions.",
	}
	p.Report(f)
}
