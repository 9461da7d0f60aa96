package wal

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UnsafeArchiveCommand finds archive commands that report success before, or
// without, the segment being safe.
var UnsafeArchiveCommand = advice.Rule{
	ID:       "wal/unsafe-archive-command",
	Title:    "archive_command can lose WAL and report success",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaServer},
	Check: func(p *advice.Pass) {
		mode, command := p.SettingValue("archive_mode"), p.SettingValue("archive_command")
		if mode == "" {
			p.NotAssessable("pg_settings does not show archive_mode", "")
			return
		}
		// With a library the command is not run: 15 ignores it, 16 refuses both.
		if mode == "off" || p.SettingValue("archive_library") != "" || managed(p) {
			return
		}
		if faults := faultsOf(command); len(faults) > 0 {
			reportUnsafe(p, command, faults)
		}
	},
}

func managed(p *advice.Pass) bool { return p.Server.Platform != "" && p.Server.Platform != "plain" }

func reportUnsafe(p *advice.Pass, command string, faults []fault) {
	f := advice.Finding{
		Object: advice.Object{Kind: "setting", Name: "archive_command"},
		Evidence: []advice.Evidence{
			{Name: "archive_mode", Value: p.SettingValue("archive_mode"), Source: "pg_settings.setting"},
			{Name: "programs", Value: programs(command), Source: "pg_settings.setting of archive_command"},
		},
		Fix: saferCommand(p, command),
	}
	var what, why []string
	for _, x := range faults {
		what, why = append(what, x.what), append(why, x.why)
		if x.severity.Rank() > f.Severity.Rank() {
			f.Severity = x.severity
		}
	}
	f.Title = "archive_command " + strings.Join(what, ", ")
	f.Impact.Summary = strings.Join(why, "; ")
	p.Report(f)
}

// saferCommand keeps the target of a plain copy and makes the copy safe; of
// anything else a person must take care.
func saferCommand(p *advice.Pass, command string) *advice.Fix {
	dir, ok := copyTarget(command)
	if !ok {
		return &advice.Fix{
			Summary: "archive with a tool made for it",
			Steps: []advice.Step{
				advice.ByHand("install pgBackRest, Barman or WAL-G, set archive_command to its command (pgbackrest --stanza=main archive-push %p), and reload"),
			},
			Caution: "Take a base backup once the new archive receives segments: the old ones may have holes. There is nothing to undo.",
		}
	}
	safe := fmt.Sprintf("if test -e %[1]s/%%f; then cmp -s %%p %[1]s/%%f; else cp %%p %[1]s/%%f.part && sync %[1]s/%%f.part && mv %[1]s/%%f.part %[1]s/%%f && sync %[1]s; fi", dir)
	fix := p.SetParameter("archive_command", safe, "copy under another name, flush, rename, and refuse to overwrite what differs")
	fix.Caution = "sync with a file name needs GNU coreutils 8.24 or later. A tool made for it (pgBackRest, Barman, WAL-G) also compresses, checks, expires and restores. Take a base backup afterwards."
	return fix
}
