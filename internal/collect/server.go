package collect

import (
	"fmt"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

type serverRow struct {
	snapshot.Server
	CollectedAt           time.Time `json:"collected_at"`
	QuotedRole            string    `json:"quoted_role"`
	RawStatistics         bool      `json:"raw_statistics"`
	RawExtendedStatistics bool      `json:"raw_extended_statistics"`
}

// server reads what the rest depends on; without it there is no snapshot.
func (c *collector) server() error {
	c.major = c.majorFromSettings()
	if c.major < oldest {
		return tooOld(pg.Version(c.major * 10000))
	}
	rows, err := try[serverRow](c, snapshot.AreaServer, "server.sql")
	if err != nil {
		return fmt.Errorf("read the server's version: %w", err)
	}
	if len(rows) != 1 {
		return fmt.Errorf("read the server's version: the database is not in pg_database; it is being dropped or renamed")
	}
	r := rows[0]
	c.snap.Server, c.snap.CollectedAt, c.role = r.Server, r.CollectedAt, r.QuotedRole
	c.rawStats, c.rawExtStats = r.RawStatistics, r.RawExtendedStatistics
	c.snap.Server.ThroughPooler = c.session.Pooler
	if m := c.major; m < pg.OldestMajor || m > pg.NewestMajor {
		c.note(snapshot.NotSeen{Area: snapshot.AreaServer, Partial: true,
			Why: fmt.Sprintf("PostgreSQL %d is outside %d to %d, which pgadept is tested with; this is its best effort", m, pg.OldestMajor, pg.NewestMajor)})
	}
	if k := readOne[snapshot.Server](c, snapshot.AreaServer, "control.sql"); k != nil {
		c.snap.Server.SystemIdentifier, c.snap.Server.Timeline = k.SystemIdentifier, k.Timeline
	} else if n := c.snap.Unseen(snapshot.AreaServer); n != nil {
		n.Partial = true
	}
	return c.platform()
}

// majorFromSettings takes the version from what we have already read.
func (c *collector) majorFromSettings() int {
	for _, s := range c.snap.Settings {
		if s.Name == "server_version_num" {
			var v pg.Version
			if _, err := fmt.Sscan(s.Value, &v); err == nil {
				return v.Major()
			}
		}
	}
	return 0
}

// platforms in the order in which a sign decides: Aurora has RDS's signs too,
// AlloyDB some of Cloud SQL's.
var platforms = []struct {
	name  string
	signs []string
}{
	{"aurora", []string{"aurora", "aurora_version", "apg_plan_mgmt"}},
	{"rds", []string{"rds", "rds_superuser"}},
	{"alloydb", []string{"alloydb", "alloydbsuperuser"}},
	{"cloudsql", []string{"cloudsql", "cloudsqlsuperuser"}},
	{"azure", []string{"azure", "azure_pg_admin"}},
	{"neon", []string{"neon", "neon_superuser"}},
	{"supabase", []string{"supautils", "supabase_admin"}},
}

type sign struct {
	Sign string `json:"sign"`
}

func (c *collector) platform() error {
	signs := read[sign](c, snapshot.AreaServer, "platform.sql")
	c.snap.Server.Platform = "plain"
	for _, p := range platforms {
		if slices.ContainsFunc(signs, func(s sign) bool { return slices.Contains(p.signs, s.Sign) }) {
			c.snap.Server.Platform = p.name
			break
		}
	}
	return c.err
}
