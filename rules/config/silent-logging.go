package config

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SilentLogging finds events that a server should leave in its log and does
// not: slow statements, checkpoints, slow autovacuums, large temporary files.
var SilentLogging = advice.Rule{
	ID:       "config/silent-logging",
	Title:    "the log does not tell what one looks for after an incident",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Check: func(p *advice.Pass) {
		for _, l := range logs {
			value, ok := databaseValue(p, l.name)
			if !ok || value != l.silent || l.name == "log_min_duration_statement" && slowStatementsLogged(p) {
				continue
			}
			fix := p.SetParameter(l.name, l.value, "set "+l.name+" to "+l.value)
			fix.Caution = l.caution
			p.Report(advice.Finding{
				Severity: l.severity,
				Title:    fmt.Sprintf("%s is %s, so the log does not show %s", l.name, value, l.misses),
				Object:   settingObject(l.name),
				Evidence: []advice.Evidence{settingEvidence(p, l.name, value)},
				Impact:   advice.Impact{Summary: l.impact},
				Fix:      fix,
			})
		}
	},
}

// logs are the settings with the value that silences them. log_lock_waits is
// the subject of locks/waits-not-logged.
var logs = []struct {
	name, silent, value, misses, impact, caution string
	severity                                     advice.Severity
}{
	{
		name: "log_min_duration_statement", silent: "-1", value: "1s", severity: advice.Low,
		misses:  "slow statements",
		impact:  "pg_stat_statements has the sums; which statement was slow at what time, with which parameters, nothing tells",
		caution: "statements are logged with their parameters, personal data among them; log_parameter_max_length = 0 leaves bound ones out",
	},
	{
		name: "log_checkpoints", silent: "off", value: "on", severity: advice.Low,
		misses: "checkpoints",
		impact: "a stall every few minutes cannot be matched with the checkpoint that writes at that moment",
	},
	{
		name: "log_autovacuum_min_duration", silent: "-1", value: "10min", severity: advice.Low,
		misses: "autovacuum",
		impact: "why a table bloats (dead rows not yet removable, a run cancelled by a lock) is written nowhere else",
	},
	{
		name: "log_temp_files", silent: "-1", value: "10MB", severity: advice.Info,
		misses: "sorts and hashes that spill to disk",
		impact: "pg_stat_database has the sum of the bytes; which statement wrote a 40 GB file before the disk was full, nothing tells",
	},
}

// slowStatementsLogged reports other means that log slow statements: samples,
// every duration, or auto_explain.
func slowStatementsLogged(p *advice.Pass) bool {
	for _, name := range []string{"log_min_duration_sample", "auto_explain.log_min_duration"} {
		if v := p.SettingValue(name); v != "" && v != "-1" {
			return true
		}
	}
	libraries := p.SettingValue("shared_preload_libraries") + "," + p.SettingValue("session_preload_libraries")
	durations := p.SettingValue("log_duration") == "on" && p.SettingValue("log_statement") == "all"
	return durations || strings.Contains(libraries, "pgaudit") && p.SettingValue("pgaudit.log") == "all"
}
