package locks

import (
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// OldPreparedTransaction finds prepared transactions that nobody has ended.
var OldPreparedTransaction = advice.Rule{
	ID:       "locks/old-prepared-transaction",
	Title:    "a prepared transaction was never ended",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaPreparedTransactions},
	Wants:    []snapshot.Area{snapshot.AreaSessions},
	Thresholds: []advice.Threshold{
		{Name: "min_seconds", Default: 3600, Unit: "seconds", Doc: "age from which on it is reported"},
		{Name: "long_seconds", Default: 86400, Unit: "seconds", Doc: "age from which on it is high"},
	},
	Check: func(p *advice.Pass) {
		for i := range p.PreparedTransactions {
			if x := &p.PreparedTransactions[i]; p.Age(&x.Prepared).Seconds() >= p.Threshold("min_seconds") {
				reportOldPrepared(p, x)
			}
		}
	},
}

func reportOldPrepared(p *advice.Pass, x *snapshot.PreparedTransaction) {
	age := p.Age(&x.Prepared)
	waiting := len(newWaits(p).victims[prepared])
	severity := advice.Medium
	if age.Seconds() >= p.Threshold("long_seconds") || waiting > 0 {
		severity = advice.High
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("transaction %s was prepared %s ago and never ended", x.GID, advice.InWords(age)),
		Object:   advice.Object{Kind: "transaction", Name: x.GID},
		Evidence: []advice.Evidence{
			{Name: "prepared for", Value: int(age / time.Second), Unit: "s", Source: "pg_prepared_xacts.prepared"},
			{Name: "age", Value: x.XIDAge, Unit: "transactions", Source: "pg_prepared_xacts.transaction"},
			{Name: "owner", Value: x.Owner, Source: "pg_prepared_xacts.owner"},
			{Name: "database", Value: x.Database, Source: "pg_prepared_xacts.database"},
			{Name: "sessions waiting for prepared transactions", Value: waiting, Source: "pg_blocking_pids()"},
		},
		Impact: advice.Impact{Summary: "it holds its locks and the vacuum horizon through restarts and fail-overs; in the end it leads to transaction ID wraparound"},
		Fix:    p.EndPrepared(x),
	})
}
