package wal

import (
	"fmt"
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ForcedCheckpoints finds a server that checkpoints because max_wal_size is
// used up, before the time has come.
var ForcedCheckpoints = advice.Rule{
	ID:       "wal/forced-checkpoints",
	Title:    "checkpoints are forced by max_wal_size",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaCheckpoints, snapshot.AreaSettings, snapshot.AreaServer},
	Wants:    []snapshot.Area{snapshot.AreaWAL},
	Thresholds: []advice.Threshold{
		{Name: "percent", Default: 10, Unit: "percent", Doc: "share of requested checkpoints among all"},
		{Name: "medium_percent", Default: 30, Unit: "percent", Doc: "from this share on the finding is medium"},
		{Name: "min_requested", Default: 10, Unit: "checkpoints", Doc: "fewer requested ones, by hand or by backups, do not matter"},
		{Name: "min_per_day", Default: 4, Unit: "checkpoints", Doc: "a nightly backup or load requests some as well"},
		{Name: "min_days", Default: 1, Unit: "days", Doc: "for so long the counters must have counted"},
	},
	Check: func(p *advice.Pass) {
		c := p.Checkpoints
		switch {
		case c == nil || c.StatsReset == nil:
			p.NotAssessable("nothing tells since when checkpoints are counted", "")
			return
		case p.Server.InRecovery:
			p.NotAssessable("this is a standby: it makes restartpoints, as its primary's checkpoints come", "run the check-up on the primary")
			return
		}
		days := p.Age(c.StatsReset).Hours() / 24
		share := float64(c.Requested) / max(1, float64(c.Timed+c.Requested))
		if float64(c.Requested) < p.Threshold("min_requested") || 100*share < p.Threshold("percent") {
			return
		}
		if days < p.Threshold("min_days") {
			p.NotAssessable(fmt.Sprintf("checkpoints are counted for less than %s", advice.Plural(int64(p.Threshold("min_days")), "day")), "")
			return
		}
		if float64(c.Requested)/days >= p.Threshold("min_per_day") {
			reportForced(p, c, share, days)
		}
	},
}

func reportForced(p *advice.Pass, c *snapshot.Checkpoints, share, days float64) {
	size, ok := p.SettingBytes("max_wal_size")
	timeout, ok2 := p.SettingNumber("checkpoint_timeout")
	if !ok || !ok2 {
		p.NotAssessable("pg_settings does not show max_wal_size and checkpoint_timeout", "")
		return
	}
	view := "pg_stat_checkpointer.num_"
	if p.Major() < 17 {
		view = "pg_stat_bgwriter.checkpoints_"
	}
	requested := map[bool]string{true: "requested", false: "req"}[p.Major() >= 17]
	want := wantedSize(p, size, timeout, share)
	f := advice.Finding{
		Title:  fmt.Sprintf("%s of the checkpoints come early, for max_wal_size of %s is used up: %s a day", advice.Percent(share), advice.Size(size), advice.Count(math.Round(float64(c.Requested)/days))),
		Object: advice.Object{Kind: "setting", Name: "max_wal_size"},
		Evidence: []advice.Evidence{
			{Name: "requested checkpoints", Value: c.Requested, Source: view + requested, Since: c.StatsReset},
			{Name: "timed checkpoints", Value: c.Timed, Source: view + "timed", Since: c.StatsReset},
			{Name: "max_wal_size", Value: size, Unit: "bytes", Source: "pg_settings.setting"},
			{Name: "checkpoint_timeout", Value: timeout, Unit: "seconds", Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{Summary: "after each checkpoint the first change of every page is logged as a whole page: the more of them, the more WAL, which brings the next one sooner; and dirty pages are written in bursts"},
		Fix:    p.SetParameter("max_wal_size", fmt.Sprintf("%dGB", want>>30), "make room for the WAL of a whole checkpoint_timeout"),
	}
	if rate, ok := walRate(p); ok {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "WAL on average", Value: int64(rate * 3600), Unit: "bytes an hour", Source: "pg_stat_wal.wal_bytes", Since: p.WAL.StatsReset})
	}
	f.Fix.Caution = fmt.Sprintf("pg_wal may grow to %s and more: see that its disk has the room. Recovery after a crash has more WAL to replay, minutes instead of seconds.", advice.Size(want))
	if 100*share >= p.Threshold("medium_percent") {
		f.Severity = advice.Medium
	}
	p.Report(f)
}

// wantedSize is room for what is written from one checkpoint to the end of the
// next, a third more, at the average rate where that is known (manual: WAL
// Configuration); and at least double, or four times where most checkpoints
// are early, for an average says little of the busy hour.
func wantedSize(p *advice.Pass, size int64, timeout, share float64) int64 {
	want := 2 * float64(size)
	if share >= 0.5 {
		want *= 2
	}
	target, ok := p.SettingNumber("checkpoint_completion_target")
	if !ok {
		target = 0.9
	}
	if rate, ok := walRate(p); ok {
		want = max(want, rate*timeout*(1+target)*1.3)
	}
	return int64(math.Ceil(want/(1<<30))) << 30
}

// walRate is how many bytes of WAL are written in a second on average.
func walRate(p *advice.Pass) (float64, bool) {
	w := p.WAL
	if w == nil || w.StatsReset == nil || p.Age(w.StatsReset).Hours() < 24 {
		return 0, false
	}
	return w.Bytes / p.Age(w.StatsReset).Seconds(), true
}
