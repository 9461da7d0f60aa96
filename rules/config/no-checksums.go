package config

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NoChecksums finds clusters whose data pages carry no checksums.
var NoChecksums = advice.Rule{
	ID:       "config/no-checksums",
	Title:    "data pages carry no checksums",
	Severity: advice.Info,
	Needs:    []snapshot.Area{snapshot.AreaSettings},
	Check: func(p *advice.Pass) {
		value, ok := serverValue(p, "data_checksums")
		if !ok || value != "off" || ownStorage(p) {
			return
		}
		p.Report(advice.Finding{
			Title:    "data pages carry no checksums, so a bit that the disk flips goes unnoticed",
			Object:   settingObject("data_checksums"),
			Evidence: []advice.Evidence{settingEvidence(p, "data_checksums", value)},
			Impact:   advice.Impact{Summary: "damage shows as a crash or a wrong result, long after the last backup without it was deleted"},
			Fix: &advice.Fix{
				Summary: "enable checksums while the server is stopped",
				Steps: []advice.Step{
					advice.ByHand("stop the server cleanly, run pg_checksums --enable on its data directory, and start it"),
				},
				Undo:    []advice.Step{advice.ByHand("stop the server, run pg_checksums --disable, and start it")},
				Caution: "all data is read and rewritten, about as long as copying the data directory; do it on a stopped standby first, then switch over",
			},
		})
	},
}
