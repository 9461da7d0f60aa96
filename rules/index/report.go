package index

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// reportDispensable reports the indexes that are not needed for one reason.
// say supplies the title, the fix and, where they are not the usual ones,
// severity and impact; or false for an index that is excused.
func reportDispensable(p *advice.Pass, why reason, ratio float64, say func(x, stays *snapshot.Index) (advice.Finding, bool)) {
	for _, t := range tables(p) {
		verdicts := dispensable(p, t, ratio)
		for _, x := range p.IndexesOf(t.OID) {
			v := verdicts[x]
			if v.reason != why {
				continue
			}
			f, ok := say(x, v.stays)
			if !ok {
				continue
			}
			f.Object = p.IndexObject(x)
			f.Evidence = append(f.Evidence, definitionEvidence(p, x), definitionEvidence(p, v.stays), sizeEvidence(p, x))
			f.Evidence = append(f.Evidence, scanEvidence(p, x), scanEvidence(p, v.stays))
			if f.Severity == "" {
				f.Severity = bySize(size(p, x))
			}
			if f.Impact.Summary == "" {
				f.Impact = upkeep(size(p, x))
			}
			p.Report(f)
		}
	}
}
