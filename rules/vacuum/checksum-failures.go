package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ChecksumFailures finds databases in which pages did not match their
// checksum when they were read.
var ChecksumFailures = advice.Rule{
	ID:       "vacuum/checksum-failures",
	Title:    "pages on disk are damaged",
	Severity: advice.Critical,
	Needs:    []snapshot.Area{snapshot.AreaDatabaseCounters},
	Wants:    []snapshot.Area{snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "recent_days", Default: 30, Unit: "days", Doc: "failures last seen longer ago are high instead of critical"},
	},
	Check: func(p *advice.Pass) {
		counted := false
		for i := range p.DatabaseCounters {
			d := &p.DatabaseCounters[i]
			if d.ChecksumFailures == nil {
				continue
			}
			counted = true
			if *d.ChecksumFailures > 0 {
				reportDamage(p, d)
			}
		}
		if !counted {
			p.NotAssessable("data checksums are off, so damage on disk goes unnoticed", "pg_checksums --enable, while the server is stopped")
		}
	},
}

func reportDamage(p *advice.Pass, d *snapshot.DatabaseCounters) {
	name, where := d.Name, "in database "+d.Name
	if d.OID == 0 {
		name, where = "shared objects", "in the catalogs that all databases share"
	}
	f := advice.Finding{
		Title:  fmt.Sprintf("Damaged pages %s: %s", where, advice.Plural(*d.ChecksumFailures, "checksum failure")),
		Object: advice.Object{Kind: "database", Name: name},
		Evidence: []advice.Evidence{{
			Name: "checksum failures", Value: *d.ChecksumFailures, Source: "pg_stat_database.checksum_failures", Since: d.StatsReset,
		}},
		Impact: advice.Impact{Summary: "queries that touch such a page fail, base backups copy it, and what stood on it may be lost; the storage that did this will do it again"},
		Fix: &advice.Fix{
			Summary: "find what is damaged, restore it from before the damage, and replace the storage",
			Steps: []advice.Step{
				advice.ByHand("fail over to a standby if there is one: its pages were written by other hardware"),
				advice.ByHand("find the relations: look for \"page verification failed\" in the server's log, and run pg_amcheck on the database"),
				advice.ByHand("rebuild damaged indexes with reindex; restore damaged tables from a backup taken before the first failure"),
				advice.ByHand("when all is mended, reset the counter with pg_stat_reset() in that database, so that new failures show"),
			},
			Caution: "There is nothing to undo. Do not set zero_damaged_pages or ignore_checksum_failure before you have a copy of the data directory: they throw away what could be rescued.",
		},
	}
	if d.ChecksumLastFailure != nil {
		days := p.Age(d.ChecksumLastFailure).Hours() / 24
		f.Title += ", the last one " + advice.InWords(p.Age(d.ChecksumLastFailure)) + " ago"
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "days since the last failure", Value: int64(days), Unit: "days", Source: "pg_stat_database.checksum_last_failure"})
		if days > p.Threshold("recent_days") {
			f.Severity = advice.High
		}
	}
	p.Report(f)
}
