package locks

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// reportPreparedRoot reports a tree whose root is a prepared transaction: no
// process that could be cancelled. Which of them it is the lock table tells
// only where there is one.
func reportPreparedRoot(p *advice.Pass, t *tree) {
	var here []*snapshot.PreparedTransaction
	for i := range p.PreparedTransactions {
		if x := &p.PreparedTransactions[i]; x.Database == p.Server.Database {
			here = append(here, x)
		}
	}
	fix := &advice.Fix{
		Summary: "end the prepared transaction as its transaction manager decides",
		Steps:   []advice.Step{advice.ByHand("ask the transaction manager for each prepared transaction whether its global transaction was decided to commit, and commit or roll it back accordingly")},
		Caution: "a rollback loses what was prepared, and half of a distributed transaction may be committed elsewhere",
	}
	who := "a prepared transaction"
	if len(here) == 1 && len(p.PreparedTransactions) == 1 {
		who = "the prepared transaction " + here[0].GID
		fix = p.EndPrepared(here[0])
	}
	p.Report(advice.Finding{
		Severity: t.severity(p),
		Title:    t.title(who),
		Object:   advice.Object{Kind: "transaction", Name: "prepared transactions"},
		Evidence: treeEvidence(t),
		Impact:   advice.Impact{Summary: "no session owns the lock, so nothing ends it, not even a restart"},
		Fix:      fix,
	})
}
