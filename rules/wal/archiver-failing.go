package wal

import (
	"fmt"
	"strconv"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ArchiverFailing finds a server that is to archive its WAL and does not
// manage to.
var ArchiverFailing = advice.Rule{
	ID:       "wal/archiver-failing",
	Title:    "WAL is not being archived although it should be",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaArchiver, snapshot.AreaSettings, snapshot.AreaServer},
	Thresholds: []advice.Threshold{
		{Name: "seconds", Default: 300, Unit: "seconds", Doc: "a failure is reported when nothing was archived for so long; the archiver tries again every minute"},
		{Name: "critical_hours", Default: 4, Unit: "hours", Doc: "from then on it is critical"},
	},
	Check: func(p *advice.Pass) {
		mode := p.SettingValue("archive_mode")
		if mode == "" {
			p.NotAssessable("pg_settings does not show archive_mode", "")
			return
		}
		if mode == "off" || p.Server.InRecovery && mode != "always" {
			return // a standby archives nothing unless told to
		}
		a := p.Archiver
		switch {
		case a == nil:
			p.NotAssessable("pg_stat_archiver has no row", "")
		case p.SettingValue("archive_command") == "" && p.SettingValue("archive_library") == "":
			reportNoCommand(p)
		case failing(p, a):
			reportFailing(p, a)
		}
	},
}

// failing reports whether the last attempt failed and none has succeeded for
// a while. That nothing is archived on an idle server is no failure: it has
// nothing to archive.
func failing(p *advice.Pass, a *snapshot.Archiver) bool {
	if a.LastFailedTime == nil || a.LastArchivedTime != nil && !a.LastFailedTime.After(*a.LastArchivedTime) {
		return false
	}
	return a.LastArchivedTime == nil || p.Age(a.LastArchivedTime).Seconds() >= p.Threshold("seconds")
}

func reportFailing(p *advice.Pass, a *snapshot.Archiver) {
	since, last := a.LastArchivedTime, "nothing since the counters began"
	if since != nil {
		last = "the last one " + advice.InWords(p.Age(since)) + " ago"
	}
	f := advice.Finding{
		Title:  fmt.Sprintf("WAL archiving fails at %s; archived: %s", a.LastFailedWAL, last),
		Object: advice.Object{Kind: "server", Name: "WAL archiver"},
		Evidence: []advice.Evidence{
			{Name: "failed", Value: a.FailedCount, Unit: "attempts", Source: "pg_stat_archiver.failed_count", Since: a.StatsReset},
			{Name: "archived", Value: a.ArchivedCount, Unit: "segments", Source: "pg_stat_archiver.archived_count", Since: a.StatsReset},
			{Name: "last failed", Value: a.LastFailedWAL, Source: "pg_stat_archiver.last_failed_wal"},
		},
		Impact: advice.Impact{Summary: "the server keeps every segment until it is archived, until the disk is full and it stops; and a restore reaches no further than the last archived one"},
		Fix:    mendArchiver(),
	}
	if n, ok := waiting(p, a.LastArchivedWAL); ok {
		f.Impact.Bytes = n
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "WAL since the last archived segment", Value: n, Unit: "bytes", Source: "pg_current_wal_insert_lsn(), pg_stat_archiver.last_archived_wal"})
	}
	if since == nil || p.Age(since) >= time.Duration(p.Threshold("critical_hours"))*time.Hour {
		f.Severity = advice.Critical
	}
	p.Report(f)
}

// mendArchiver is a person's work: only the log says why the command failed.
func mendArchiver() *advice.Fix {
	return &advice.Fix{
		Summary: "make the archive command succeed",
		Steps: []advice.Step{
			advice.ByHand("read in the server's log why archive_command, or the archive library, failed"),
			advice.ByHand("mend what it says (archive full, key expired, path gone), or set another archive_command and reload; the archiver goes on within a minute"),
		},
		Caution: "Do not delete files in pg_wal, and do not make the command return success without archiving: either leaves a hole that no restore gets over. There is nothing to undo.",
	}
}

func reportNoCommand(p *advice.Pass) {
	p.Report(advice.Finding{
		Severity: advice.Critical,
		Title:    "archive_mode is " + p.SettingValue("archive_mode") + ", but nothing is set that archives: WAL piles up",
		Object:   advice.Object{Kind: "server", Name: "WAL archiver"},
		Evidence: []advice.Evidence{
			{Name: "archive_mode", Value: p.SettingValue("archive_mode"), Source: "pg_settings.setting"},
			{Name: "archive_command", Value: p.SettingValue("archive_command"), Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{Summary: "the server keeps every WAL segment until somebody archives it, until the disk is full and it stops"},
		Fix: &advice.Fix{
			Summary: "set an archive_command, or switch archive_mode off",
			Steps: []advice.Step{
				advice.ByHand("set archive_command to that of a backup tool, pgbackrest --stanza=main archive-push %p for one, and reload"),
			},
			Caution: "There is nothing to undo: the kept segments are archived as soon as the command works.",
		},
	})
}

// waiting is how much WAL was written after the segment of that name: 8 hex
// digits each for timeline, high and low part of its number.
func waiting(p *advice.Pass, segment string) (int64, bool) {
	size, ok := p.SettingBytes("wal_segment_size")
	if !ok || len(segment) < 24 || p.Server.WALInsertBytes == 0 {
		return 0, false
	}
	high, err1 := strconv.ParseInt(segment[8:16], 16, 64)
	low, err2 := strconv.ParseInt(segment[16:24], 16, 64)
	if err1 != nil || err2 != nil {
		return 0, false
	}
	end := high<<32 + (low+1)*size
	return max(0, p.Server.WALInsertBytes-end), true
}
