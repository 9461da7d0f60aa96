package matview

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Unpopulated finds materialized views that cannot be read.
var Unpopulated = advice.Rule{
	ID:       "matview/unpopulated",
	Title:    "a materialized view that was never filled",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaViewUses},
	Check: func(p *advice.Pass) {
		views := p.UserRelations("m")
		slices.SortFunc(views, func(a, b *snapshot.Relation) int { return cmp.Compare(a.OID, b.OID) })
		reads := map[pg.OID][]*snapshot.Relation{}
		for _, u := range p.ViewUses {
			if r := p.Relation(u.Relation); r != nil {
				reads[u.View] = append(reads[u.View], r)
			}
		}
		for _, v := range views {
			if !v.Populated {
				reportEmpty(p, v, emptySources(reads, v))
			}
		}
	},
}

// emptySources are the other unfilled materialized views that a view reads,
// through views too, in the order in which they must be filled.
func emptySources(reads map[pg.OID][]*snapshot.Relation, v *snapshot.Relation) []*snapshot.Relation {
	var out []*snapshot.Relation
	seen := map[*snapshot.Relation]bool{v: true}
	var visit func(r *snapshot.Relation)
	visit = func(r *snapshot.Relation) {
		for _, source := range reads[r.OID] {
			if seen[source] || source.Kind == "m" && source.Populated {
				continue
			}
			seen[source] = true
			visit(source)
			if source.Kind == "m" {
				out = append(out, source)
			}
		}
	}
	visit(v)
	return out
}

func reportEmpty(p *advice.Pass, v *snapshot.Relation, sources []*snapshot.Relation) {
	f := advice.Finding{
		Title:    fmt.Sprintf("materialized view %s was never filled: every query of it fails", v.PG()),
		Object:   advice.TableObject(v),
		Evidence: []advice.Evidence{{Name: "relispopulated", Value: v.Populated, Source: "pg_class.relispopulated"}},
		Impact:   advice.Impact{Summary: "it was made or refreshed WITH NO DATA, or restored without its refresh; readers get the error that it has not been populated"},
		Fix: &advice.Fix{
			Summary: "fill it",
			Caution: "nobody can read it now, so the lock disturbs nobody; the query behind it may take long. Drop it if nobody wants it",
		},
	}
	for _, r := range append(sources, v) {
		refresh := "refresh materialized view " + r.PG().String()
		f.Fix.Steps = append(f.Fix.Steps, advice.Locking(pg.AccessExclusiveLock, r.PG(), refresh))
		f.Fix.Undo = append(f.Fix.Undo, advice.Locking(pg.AccessExclusiveLock, r.PG(), refresh+" with no data"))
		if r != v {
			f.Evidence = append(f.Evidence, advice.Evidence{Name: "it reads, and is as empty", Value: r.PG().String(), Source: "pg_depend"})
		}
	}
	slices.Reverse(f.Fix.Undo)
	p.Report(f)
}
