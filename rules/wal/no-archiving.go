package wal

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NoArchiving finds a primary whose WAL nobody keeps, so that it can only be
// restored to the moment of its last dump or base backup.
var NoArchiving = advice.Rule{
	ID:       "wal/no-archiving",
	Title:    "WAL is not archived: no point-in-time recovery",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaServer, snapshot.AreaReplication, snapshot.AreaSlots, snapshot.AreaRelations},
	Check: func(p *advice.Pass) {
		mode := p.SettingValue("archive_mode")
		switch {
		case mode == "":
			p.NotAssessable("pg_settings does not show archive_mode", "")
		case managed(p):
			p.NotAssessable("a managed server is backed up by its provider: look at the instance's settings for the window of point-in-time recovery", "")
		case p.Server.InRecovery:
			p.NotAssessable("this is a standby: whether WAL is archived is decided on the primary", "run the check-up on the primary")
		case mode != "off" || received(p) || len(p.UserTables()) == 0:
		default:
			reportNoArchiving(p)
		}
	},
}

// receivers are programs that fetch WAL by streaming instead of having it
// archived, as they name themselves.
var receivers = []string{"pg_receivewal", "barman", "pghoard", "wal-g", "pgmoneta", "pg_probackup", "pgbackrest"}

// received reports whether such a program is connected, or keeps a slot.
func received(p *advice.Pass) bool {
	known := func(name string) bool {
		return slices.ContainsFunc(receivers, func(r string) bool { return strings.Contains(strings.ToLower(name), r) })
	}
	for i := range p.Replication {
		if known(p.Replication[i].ApplicationName) {
			return true
		}
	}
	for i := range p.Slots {
		if known(p.Slots[i].Name) {
			return true
		}
	}
	return false
}

func reportNoArchiving(p *advice.Pass) {
	standbys := 0
	for i := range p.Replication {
		if p.Replication[i].State == "streaming" {
			standbys++
		}
	}
	f := advice.Finding{
		Title:  "WAL is archived nowhere: what is written after the last backup cannot be restored",
		Object: advice.Object{Kind: "setting", Name: "archive_mode"},
		Evidence: []advice.Evidence{
			{Name: "archive_mode", Value: "off", Source: "pg_settings.setting"},
			{Name: "wal_level", Value: p.SettingValue("wal_level"), Source: "pg_settings.setting"},
			{Name: "connected standbys", Value: standbys, Source: "pg_stat_replication"},
		},
		Impact: advice.Impact{Summary: "a lost disk costs everything since the last dump or base backup; a table emptied by mistake cannot be had back as of a minute before"},
	}
	if standbys > 0 {
		f.Impact.Summary += "; a standby survives the disk, but repeats the mistake within the second"
	}
	on := p.SetParameter("archive_mode", "on", "")
	steps := []advice.Step{advice.ByHand("install pgBackRest, Barman or WAL-G, set archive_command to its command (pgbackrest --stanza=main archive-push %p), and reload")}
	undo := on.Undo
	if p.SettingValue("wal_level") == "minimal" {
		level := p.SetParameter("wal_level", "replica", "")
		steps, undo = append(steps, level.Steps[0]), append([]advice.Step{level.Undo[0]}, undo...)
	}
	f.Fix = &advice.Fix{
		Summary: "set up a backup tool that archives, then switch archiving on",
		Steps:   append(steps, on.Steps...),
		Undo:    undo,
		Caution: "archive_mode needs a restart. With it on and no command that works, WAL piles up until the disk is full: set the command first, and watch pg_stat_archiver. Then take the first base backup.",
	}
	p.Report(f)
}
