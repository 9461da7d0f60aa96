package index

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SupersetOfUnique finds unique indexes whose uniqueness another one implies.
var SupersetOfUnique = advice.Rule{
	ID:       "index/superset-of-unique",
	Title:    "a unique index that guarantees nothing new",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints,
		snapshot.AreaExpressions, snapshot.AreaIndexCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes, snapshot.AreaStatements, snapshot.AreaReplication},
	Thresholds: []advice.Threshold{
		{Name: "min_days", Default: 35, Unit: "days", Doc: "an index without a scan for so long is dropped, any other becomes a plain one"},
	},
	Check: func(p *advice.Pass) {
		reportDispensable(p, isSuperset, maxRatio, func(x, stays *snapshot.Index) (advice.Finding, bool) {
			f := advice.Finding{Title: fmt.Sprintf("unique index %s guarantees nothing that unique index %s does not", sized(p, x), stays.PG())}
			if idleFor(p, x, p.Threshold("min_days")) || standIn(p, x) != nil {
				f.Fix = dropping(p, x, fmt.Sprintf("drop %s; %s keeps duplicates out", what(p, x), stays.PG()))
			} else {
				f.Severity = advice.Info
				f.Impact.Summary = "a uniqueness check for every new row version that can never fail, and a constraint that misleads readers of the schema"
				f.Fix = demoting(p, x, stays)
			}
			f.Fix.Caution = strings.TrimSpace(dropCaution(p, x) + " " + conflictCaution(p))
			return f, !conflictTarget(p, x)
		})
	},
}

// conflictCaution warns of what the workload may not show.
func conflictCaution(p *advice.Pass) string {
	s := "INSERT … ON CONFLICT that names exactly these columns or this constraint fails without the unique index"
	if len(p.Statements) == 0 {
		return s + "; look for it in the application."
	}
	return s + "; pg_stat_statements shows none, but look in the application too."
}

// idleFor reports whether an index is known not to have been scanned for so
// many days, here and, as far as can be seen, on any standby.
func idleFor(p *advice.Pass, x *snapshot.Index, days float64) bool {
	u := useOf(p, x)
	window, ok := p.CountersDays()
	return u.known && u.scans == 0 && ok && window >= days && !p.Server.InRecovery && len(p.Replication) == 0
}

// standIn returns an index that serves x's queries when x is gone, or nil.
func standIn(p *advice.Pass, x *snapshot.Index) *snapshot.Index {
	verdicts := dispensable(p, p.Relation(x.TableOID), maxRatio)
	for _, y := range p.IndexesOf(x.TableOID) {
		if _, gone := verdicts[y]; y != x && !gone && y.Fit() && extends(y, x) {
			return y
		}
	}
	return nil
}

// demoting is the fix that puts a plain index in the place of a unique one.
func demoting(p *advice.Pass, x, stays *snapshot.Index) *advice.Fix {
	t := p.Relation(x.TableOID)
	plain := *x
	plain.Unique, plain.NullsNotDistinct = false, false
	b := p.BuildIndexes()
	name := b.Name(t, x, "idx")
	b.Create(&plain, name)
	old := dropping(p, x, "")
	undo := append(old.Undo, b.Undo(x, name)...)
	return &advice.Fix{
		Summary: fmt.Sprintf("replace %s by the plain index %s; %s keeps duplicates out", what(p, x), pg.QuoteIdent(name.Name), stays.PG()),
		Steps:   append(b.Steps, old.Steps...),
		Undo:    undo,
	}
}
