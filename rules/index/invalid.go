package index

import (
	"fmt"
	"regexp"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Invalid finds what a failed CREATE, REINDEX or DROP INDEX CONCURRENTLY left.
var Invalid = advice.Rule{
	ID:       "index/invalid",
	Title:    "an index that a failed command left invalid",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints,
		snapshot.AreaExpressions, snapshot.AreaProgress, snapshot.AreaLocks,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("r", "m") {
			for _, x := range p.IndexesOf(t.OID) {
				if x.Valid || x.Kind != "i" || x.Extension != "" || beingBuilt(p, x) {
					continue
				}
				p.Report(advice.Finding{
					Title:    fmt.Sprintf("index %s is invalid: %s", sized(p, x), stage(x)),
					Object:   p.IndexObject(x),
					Evidence: invalidEvidence(p, x),
					Impact:   invalidImpact(x),
					Fix:      repair(p, t, x),
				})
			}
		}
	},
}

// beingBuilt reports whether a command that makes, rebuilds or drops the
// index seems to be at work. REINDEX TABLE CONCURRENTLY has several new
// indexes at once and shows progress on one, hence the look at the table; of a
// build by another role we may see no more than that there is one. DROP INDEX
// CONCURRENTLY shows no progress, and holds a lock on the index.
func beingBuilt(p *advice.Pass, x *snapshot.Index) bool {
	for _, w := range p.Progress {
		here := w.Database == "" || w.Database == p.Server.Database
		if w.Command == "create_index" && here && (w.IndexOID == x.OID || w.Relation == x.TableOID || w.Relation == 0) {
			return true
		}
	}
	for _, l := range p.Locks {
		mode, err := pg.ParseLockMode(l.Mode)
		if l.Relation == x.OID && l.Database == p.Server.DatabaseOID && l.Granted && err == nil && mode >= pg.ShareUpdateExclusiveLock {
			return true
		}
	}
	return false
}

// stage says how far the index came.
func stage(x *snapshot.Index) string {
	switch {
	case !x.Live:
		return "its DROP INDEX CONCURRENTLY was not finished"
	case !x.Ready:
		return "its build was given up before writes reached it"
	}
	return "no query uses it, every write maintains it"
}

func invalidEvidence(p *advice.Pass, x *snapshot.Index) []advice.Evidence {
	return []advice.Evidence{
		{Name: "indisvalid", Value: x.Valid, Source: "pg_index.indisvalid"},
		{Name: "indisready", Value: x.Ready, Source: "pg_index.indisready"},
		{Name: "indislive", Value: x.Live, Source: "pg_index.indislive"},
		definitionEvidence(p, x),
		sizeEvidence(p, x),
	}
}

func invalidImpact(x *snapshot.Index) advice.Impact {
	i := advice.Impact{Bytes: x.Bytes, Summary: fmt.Sprintf("queries that were to use it still read the table; %s are taken", advice.Size(x.Bytes))}
	if x.Ready && x.Live {
		i.Summary += ", and every new row version pays for an entry"
	}
	if x.Unique && x.Live {
		i.Summary += "; duplicates that are there already stay, though new ones may be refused"
	}
	return i
}

// leftover matches the names that REINDEX CONCURRENTLY gives to its new index
// and, after the swap, to the old one.
var leftover = regexp.MustCompile(`_cc(new|old)[0-9]*$`)

// repair drops what is not needed and rebuilds what was wanted.
func repair(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index) *advice.Fix {
	const nothing = "There is nothing to undo: no query could use the index before."
	twin := validTwin(p, x)
	if duty(p, x) == "" && (!x.Live || leftover.MatchString(x.Name) || twin != nil) {
		why := "it is what a REINDEX CONCURRENTLY left behind"
		switch {
		case !x.Live:
			why = "somebody wanted it gone"
		case twin != nil:
			why = fmt.Sprintf("%s does its work", twin.PG())
		}
		return &advice.Fix{
			Summary: fmt.Sprintf("drop %s: %s", x.PG(), why),
			Steps:   []advice.Step{advice.Concurrently(t.PG(), "drop index concurrently "+x.PG().String())},
			Caution: nothing,
		}
	}
	f := &advice.Fix{Summary: fmt.Sprintf("build %s again", x.PG()), Caution: nothing}
	if x.Exclusion {
		f.Steps = []advice.Step{advice.Locking(pg.AccessExclusiveLock, x.PG(), "reindex index "+x.PG().String())}
		f.Caution += " REINDEX CONCURRENTLY does not do exclusion constraints; writes wait while this runs, and so do reads, which must look at the index to plan."
		return f
	}
	f.Steps = []advice.Step{advice.Concurrently(t.PG(), "reindex index concurrently "+x.PG().String())}
	if x.Unique {
		f.Caution += " If the first attempt failed on duplicate keys, remove the duplicates before; else this fails as well and leaves " +
			pg.QuoteIdent(x.Name+"_ccnew") + " behind."
	}
	return f
}

// validTwin returns a valid index with the same definition, or nil.
func validTwin(p *advice.Pass, x *snapshot.Index) *snapshot.Index {
	for _, y := range p.IndexesOf(x.TableOID) {
		if y != x && y.Fit() && !x.Unread() && sameDefinition(x, y) {
			return y
		}
	}
	return nil
}
