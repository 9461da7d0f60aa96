package index

import (
	"fmt"
	"math"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// youngCounters says why usage counters prove nothing yet.
func youngCounters(p *advice.Pass, days float64) string {
	since := p.CountersSince()
	if since == nil {
		return "since when the usage counters count is not known"
	}
	return fmt.Sprintf("usage counters count since %s, under %s", since.UTC().Format("2006-01-02"), advice.Plural(int64(math.Ceil(days)), "day"))
}

// withStandbys adds to a fix the warning that counters of standbys are their own.
func withStandbys(p *advice.Pass, f *advice.Fix) *advice.Fix {
	s := "Each standby counts its own scans: where standbys answer queries, look at pg_stat_user_indexes.idx_scan on every one first."
	switch n := len(p.Replication); {
	case n == 1:
		s = "One receiver of WAL is attached to this server. " + s
	case n > 1:
		s = fmt.Sprintf("%d receivers of WAL are attached to this server. %s", n, s)
	}
	f.Caution = strings.TrimSpace(f.Caution + " " + s)
	return f
}
