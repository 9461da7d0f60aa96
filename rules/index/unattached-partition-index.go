package index

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UnattachedPartitionIndex finds partitioned indexes that lack parts.
var UnattachedPartitionIndex = advice.Rule{
	ID:       "index/unattached-partition-index",
	Title:    "a partitioned index that lacks some of its parts",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
		snapshot.AreaProgress,
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("p") {
			for _, x := range p.IndexesOf(t.OID) {
				if x.Kind == "I" && !x.Valid && x.ParentOID == 0 && x.Extension == "" && !x.Unread() && !partsBeingBuilt(p, t) {
					reportUnattached(p, t, x)
				}
			}
		}
	},
}

// partsBeingBuilt reports whether an index of the table or of one of its
// partitions is being built: then the parts are on their way.
func partsBeingBuilt(p *advice.Pass, t *snapshot.Relation) bool {
	for _, w := range p.Progress {
		here := w.Database == "" || w.Database == p.Server.Database
		if w.Command != "create_index" || !here {
			continue
		}
		if w.Relation == 0 {
			return true
		}
		if r := p.Relation(w.Relation); r != nil && (r == t || p.Root(r) == p.Root(t)) {
			return true
		}
	}
	return false
}

func reportUnattached(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index) {
	b := p.BuildIndexes()
	var lacking, broken []string
	completeParts(p, b, x, &lacking, &broken)
	f := advice.Finding{
		Title:  fmt.Sprintf("partitioned index %s is invalid: %s", x.PG(), lack(lacking, broken)),
		Object: p.IndexObject(x),
		Evidence: []advice.Evidence{
			{Name: "indisvalid", Value: false, Source: "pg_index.indisvalid"},
			definitionEvidence(p, x),
		},
		Impact: advice.Impact{Summary: "queries read the partitions without a part from end to end"},
		Fix: &advice.Fix{
			Summary: fmt.Sprintf("build what is missing and attach it to %s", x.PG()),
			Steps:   b.Steps,
			Caution: "There is no undo: an attached index cannot be detached, and a part that is there does no harm.",
		},
	}
	if len(lacking) == 0 {
		f.Impact.Summary = "until it is valid it can be no key, nor the target of a foreign key"
	}
	if len(broken) > 0 || len(lacking) == 0 {
		f.Fix.Caution += " Releases before 14, and old minor ones since, do not look again when a part is attached twice; there the partitioned index must be dropped and made anew."
	}
	if len(broken) > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "attached parts that are invalid", Value: broken, Source: "pg_index.indisvalid"})
	}
	if len(lacking) > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "partitions without a part", Value: lacking, Source: "pg_inherits"})
	}
	if x.Unique {
		f.Severity = advice.High
		f.Impact.Summary += "; nothing keeps duplicates out of partitions without a part"
	}
	p.Report(f)
}

func lack(lacking, broken []string) string {
	switch {
	case len(lacking) == 0 && len(broken) == 0:
		return "all parts are there, and nobody has told it so"
	case len(lacking) == 0:
		return advice.Plural(int64(len(broken)), "attached part") + " failed to build"
	case len(lacking) == 1:
		return "partition " + lacking[0] + " has no part of it"
	}
	return fmt.Sprintf("%d partitions have no part of it", len(lacking))
}

// completeParts adds the steps that make an index whole, from the lowest
// level up: attaching the last part makes the index above valid. Attaching a
// part again has the server look anew whether all parts are valid now.
func completeParts(p *advice.Pass, b *advice.IndexBuild, x *snapshot.Index, lacking, broken *[]string) {
	done := map[pg.OID]bool{}
	var last *snapshot.Index
	for _, part := range p.Children(x.TableOID) {
		for _, own := range p.IndexesOf(part.OID) {
			if own.ParentOID != x.OID {
				continue
			}
			done[part.OID] = true
			switch {
			case own.Valid:
			case own.Kind == "I":
				completeParts(p, b, own, lacking, broken)
			default:
				*broken = append(*broken, own.PG().String())
				b.Steps = append(b.Steps, advice.Concurrently(part.PG(), "reindex index concurrently "+own.PG().String()))
				b.Attach(x, own)
			}
			last = own
		}
		if !done[part.OID] && part.IsTable() {
			*lacking = append(*lacking, part.PG().String())
		}
	}
	b.AttachAll(x, done)
	if len(b.Steps) == 0 && last != nil {
		b.Attach(x, last)
	}
}
