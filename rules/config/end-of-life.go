package config

import (
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// EndOfLife finds major versions without, or soon without, security fixes,
// and minor releases that lag behind.
var EndOfLife = advice.Rule{
	ID:       "config/end-of-life",
	Title:    "the server's version gets no fixes, or lacks those there are",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaServer},
	Thresholds: []advice.Threshold{
		{Name: "warn_days", Default: 365, Unit: "days", Doc: "days before the end of a major version's life from which on it is reported"},
		{Name: "urgent_days", Default: 90, Unit: "days", Doc: "days before its end from which on it is more than low"},
		{Name: "max_minors_behind", Default: 2, Unit: "releases", Doc: "minor releases that a server may lag behind"},
	},
	Check: func(p *advice.Pass) {
		m, known := releaseOf(p.Major())
		if !known || p.Now().Before(m.released) {
			return
		}
		judgeMajor(p, m)
		judgeMinor(p, m)
	},
}

func judgeMajor(p *advice.Pass, m major) {
	left := m.endOfLife.Sub(p.Now()).Hours() / 24
	if left > p.Threshold("warn_days") {
		return
	}
	f := advice.Finding{
		Object: advice.Object{Kind: "server", Name: "PostgreSQL " + m.name},
		Evidence: []advice.Evidence{
			{Name: "server version", Value: p.Server.Version.String(), Source: "server_version_num"},
			{Name: "end of life", Value: m.endOfLife.Format(time.DateOnly), Source: "postgresql.org/support/versioning"},
		},
		Fix: upgrade(p),
	}
	switch {
	case left <= 0:
		f.Severity = advice.High
		f.Title = fmt.Sprintf("PostgreSQL %s has had no security fixes since %s", m.name, m.endOfLife.Format(time.DateOnly))
		f.Impact.Summary = "each vulnerability and data-corrupting bug found since is open here, and stays open"
	case left <= p.Threshold("urgent_days"):
		f.Severity = advice.Medium
	default:
		f.Severity = advice.Low
	}
	if left > 0 {
		f.Title = fmt.Sprintf("PostgreSQL %s gets its last fixes on %s, in %s", m.name, m.endOfLife.Format(time.DateOnly), advice.Plural(int64(left), "day"))
		f.Impact.Summary = "an upgrade of the major version takes rehearsals, and the date does not move"
	}
	p.Report(f)
}

func upgrade(p *advice.Pass) *advice.Fix {
	target := newest(p.Now())
	how := fmt.Sprintf("upgrade to PostgreSQL %s with pg_upgrade, or by logical replication where minutes of downtime are too many", target)
	if plat := p.Server.Platform; plat != "" && plat != "plain" {
		how = fmt.Sprintf("order the upgrade to PostgreSQL %s from the provider, after a rehearsal on a copy", target)
	}
	return &advice.Fix{
		Summary: "upgrade the major version",
		Steps:   []advice.Step{advice.ByHand("rehearse the upgrade on a copy, with the application's tests and the plans of the heaviest queries"), advice.ByHand(how)},
		Caution: "once the new server has taken writes there is no way back but a backup, or a logical replica kept on the old version",
	}
}

func judgeMinor(p *advice.Pass, m major) {
	behind := m.latest - p.Server.Version.Minor()
	if m.latestDate.IsZero() || p.Now().Before(m.latestDate) || float64(behind) <= p.Threshold("max_minors_behind") {
		return
	}
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("PostgreSQL %s is at least %s behind %s.%d", p.Server.Version, advice.Plural(int64(behind), "minor release"), m.name, m.latest),
		Object: advice.Object{Kind: "server", Name: "minor release of PostgreSQL " + m.name},
		Evidence: []advice.Evidence{
			{Name: "server version", Value: p.Server.Version.String(), Source: "server_version_num"},
			{Name: "a newer minor release", Value: fmt.Sprintf("%s.%d of %s", m.name, m.latest, m.latestDate.Format(time.DateOnly)), Source: "postgresql.org/docs/release"},
		},
		Impact: advice.Impact{Summary: "minor releases hold nothing but fixes, of vulnerabilities and of bugs that lose or corrupt data; the ones between are missing here"},
		Fix: &advice.Fix{
			Summary: "install the newest minor release",
			Steps:   []advice.Step{advice.ByHand("read the release notes between, install the newest minor release's packages and restart the server")},
			Undo:    []advice.Step{advice.ByHand("install the old packages and restart")},
			Caution: "the restart ends every session; some releases ask for a REINDEX or another step, which their notes say",
		},
	})
}
