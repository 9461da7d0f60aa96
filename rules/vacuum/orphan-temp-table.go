package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// OrphanTempTable finds temporary tables that outlived their session: a crash
// left them behind, and only DROP removes their old transaction IDs.
var OrphanTempTable = advice.Rule{
	ID:       "vacuum/orphan-temp-table",
	Title:    "a temporary table has outlived its session",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaSessions},
	Wants:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSizes},
	Thresholds: []advice.Threshold{
		{Name: "unsure_xids", Default: 10e6, Unit: "transactions", Doc: "before 16, age from which a temporary table of an unknown session is mentioned as not assessable"},
		{Name: "high_percent", Default: 50, Unit: "percent", Doc: "share of autovacuum_freeze_max_age from which the finding is high"},
	},
	Check: func(p *advice.Pass) {
		for i := range p.Relations {
			r := &p.Relations[i]
			if r.Persistence != "t" || r.Kind != "r" {
				continue
			}
			switch owned, known := temporaryOwner(p, r); {
			case known && !owned:
				reportOrphan(p, r)
			case !known && float64(r.FrozenXIDAge) >= p.Threshold("unsure_xids"):
				p.NotAssessable(fmt.Sprintf("before version 16 nothing tells whether the session of temporary table %s, %s transactions old, still lives",
					r.PG(), advice.Count(float64(r.FrozenXIDAge))), "")
			}
		}
	},
}

// temporaryOwner reports whether a session lives that the table's schema
// belongs to, and whether that is known: from 16 on, or where no session is
// connected to this database at all.
func temporaryOwner(p *advice.Pass, r *snapshot.Relation) (owned, known bool) {
	if p.Major() >= 16 {
		return r.TempOwnerPID != 0 && here(p, r.TempOwnerPID), true
	}
	for i := range p.Sessions {
		if s := &p.Sessions[i]; s.Database == p.Server.Database || s.Database == "" && s.Hidden {
			return false, false
		}
	}
	return false, true
}

// here reports whether the process may be connected to this database; one that
// works in another has nothing to do with our temporary schemas.
func here(p *advice.Pass, pid int) bool {
	for i := range p.Sessions {
		if s := &p.Sessions[i]; s.PID == pid {
			return s.Database == p.Server.Database || s.Database == ""
		}
	}
	return true // came after the sessions were read, or is pgadept itself
}

func reportOrphan(p *advice.Pass, r *snapshot.Relation) {
	f := advice.Finding{
		Title:  fmt.Sprintf("Temporary table %s has outlived its session, and is %s transactions old", r.PG(), advice.Count(float64(r.FrozenXIDAge))),
		Object: advice.TableObject(r),
		Evidence: []advice.Evidence{
			{Name: "relfrozenxid age", Value: r.FrozenXIDAge, Unit: "transactions", Source: "age(pg_class.relfrozenxid)"},
			sizeEvidence("size", r.Bytes, []*snapshot.Relation{r}),
			{Name: "process that owns the schema", Value: "none", Source: "pg_stat_get_backend_pid()"},
		},
		Impact: advice.Impact{
			Summary: "no vacuum may freeze another session's temporary table, so it holds back datfrozenxid until the server stops for fear of wraparound; and it occupies disk",
			Bytes:   r.Bytes,
		},
		Fix: &advice.Fix{
			Summary: "drop it",
			Steps:   []advice.Step{advice.Locking(pg.AccessExclusiveLock, r.PG(), "drop table "+r.PG().String())},
			Caution: "Its contents are gone for good, as they would have been at the end of its session. It takes a superuser or the table's owner.",
		},
	}
	if limit, ok := p.SettingNumber("autovacuum_freeze_max_age"); ok && 100*float64(r.FrozenXIDAge) >= p.Threshold("high_percent")*limit {
		f.Severity = advice.High
	}
	if p.SettingValue("autovacuum") == "off" {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "autovacuum", Value: "off", Source: "pg_settings.setting"})
		f.Fix.Summary = "drop it; autovacuum would have done so, but is off"
	}
	p.Report(f)
}
