package partition

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// MissingSiblingObject finds constraints and triggers that most partitions
// have and some have not.
var MissingSiblingObject = advice.Rule{
	ID:       "partition/missing-sibling-object",
	Title:    "a partition without the constraint or trigger of its siblings",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaTriggers, snapshot.AreaExpressions,
	},
	Thresholds: []advice.Threshold{
		{Name: "min_siblings", Default: 3, Unit: "partitions", Doc: "tables with fewer partitions are not judged"},
		{Name: "min_share", Default: 60, Unit: "percent", Doc: "of the partitions that must have the object; a rarer one is taken for deliberate"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			if t.Kind != "p" {
				continue
			}
			parts := slices.DeleteFunc(p.Leaves(t), func(r *snapshot.Relation) bool { return r.Kind != "r" || r.PartitionBound == "DEFAULT" })
			if float64(len(parts)) < p.Threshold("min_siblings") {
				continue
			}
			if gaps := gapsOf(p, parts); len(gaps) > 0 {
				reportGaps(p, t, gaps)
			}
		}
	},
}

// object is a constraint or trigger that a partition has of its own.
type object struct {
	words   string                                    // the same for the same object on any partition
	primary bool                                      // a primary key, of which a table has one
	build   func(b *rebuilder, on *snapshot.Relation) // adds it to another partition
}

// gap is an object that most partitions have.
type gap struct {
	object
	with    int
	without []*snapshot.Relation
}

func gapsOf(p *advice.Pass, parts []*snapshot.Relation) []gap {
	seen := map[string]*gap{}
	has := map[string]map[*snapshot.Relation]bool{}
	for _, part := range parts {
		for _, o := range append(ownConstraints(p, part), ownTriggers(p, part)...) {
			if has[o.words] == nil {
				has[o.words] = map[*snapshot.Relation]bool{}
				seen[o.words] = &gap{object: o}
			}
			has[o.words][part] = true
		}
	}
	var out []gap
	for words, g := range seen {
		g.with = len(has[words])
		if g.with == len(parts) || float64(g.with) < p.Threshold("min_share")/100*float64(len(parts)) {
			continue
		}
		for _, part := range parts {
			if !has[words][part] && !(g.primary && hasPrimaryKey(p, part)) {
				g.without = append(g.without, part)
			}
		}
		if len(g.without) > 0 {
			out = append(out, *g)
		}
	}
	slices.SortFunc(out, func(a, b gap) int { return cmp.Compare(a.words, b.words) })
	return out
}

func hasPrimaryKey(p *advice.Pass, t *snapshot.Relation) bool {
	return slices.ContainsFunc(p.ConstraintsOf(t.OID), func(k *snapshot.Constraint) bool { return k.Type == "p" })
}

func reportGaps(p *advice.Pass, t *snapshot.Relation, gaps []gap) {
	f := advice.Finding{Object: advice.TableObject(t)}
	b := &rebuilder{p: p, given: map[pg.Name]bool{}}
	partitions := map[*snapshot.Relation]bool{}
	for _, g := range gaps {
		var names []string
		for _, part := range g.without {
			names = append(names, part.PG().String())
			partitions[part] = true
			g.build(b, part)
		}
		f.Evidence = append(f.Evidence,
			advice.Evidence{Name: "partitions with " + g.words, Value: g.with, Unit: "partitions", Source: "pg_constraint, pg_trigger"},
			advice.Evidence{Name: "partitions without " + g.words, Value: names, Source: "pg_constraint, pg_trigger"})
	}
	what := gaps[0].words
	if len(gaps) > 1 {
		what = fmt.Sprintf("%d constraints or triggers", len(gaps))
	}
	verb := "lacks"
	if len(partitions) > 1 {
		verb = "lack"
	}
	f.Title = fmt.Sprintf("%s of %s %s what the others have: %s", advice.Plural(int64(len(partitions)), "partition"), t.PG(), verb, what)
	f.Impact.Summary = "rows of these partitions escape a rule that holds in the others, and nothing tells the reader of the table"
	f.Fix = &advice.Fix{
		Summary: "add what is missing",
		Steps:   b.steps,
		Undo:    b.undo,
		Caution: "A step that finds rows which break the rule fails: correct them first. Better than one by one is on the parent, where each new partition gets it, wherever PostgreSQL allows it there.",
	}
	p.Report(f)
}
