package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

const pgss = "pg_stat_statements"

// BlindMonitoring finds what must be switched on before a server can say
// where its time goes.
var BlindMonitoring = advice.Rule{
	ID:       "config/blind-monitoring",
	Title:    "the server does not record where its time goes",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaExtensions, snapshot.AreaFunctions},
	Thresholds: []advice.Threshold{
		{Name: "min_functions", Default: 10, Unit: "functions", Doc: "track_functions matters from so many functions in procedural languages on"},
	},
	Check: func(p *advice.Pass) {
		if statementsLoaded(p) {
			judgeRecording(p)
		}
		judgeSwitch(p, "track_activities", "off", "on", advice.Medium,
			"pg_stat_activity does not show what sessions run or wait for", "nobody can tell which session blocks or burns the server, and no rule on sessions can judge")
		judgeSwitch(p, "track_io_timing", "off", "on", advice.Low,
			"nothing tells waiting for the disk from computing", "EXPLAIN (BUFFERS), pg_stat_statements and pg_stat_database count the blocks and not the time they took")
		if n := proceduralFunctions(p); float64(n) >= p.Threshold("min_functions") {
			judgeSwitch(p, "track_functions", "none", "pl", advice.Info,
				"the time in "+advice.Plural(int64(n), "function")+" is not recorded", "a slow trigger or function shows only as a slow statement")
		}
	},
}

// statementsLoaded judges whether pg_stat_statements is there at all.
func statementsLoaded(p *advice.Pass) bool {
	if p.Setting("shared_preload_libraries") == nil {
		return false // only pg_read_all_settings sees it; the settings are noted as partly seen
	}
	libraries := advice.SettingNames(p.SettingValue("shared_preload_libraries"))
	installed := slices.ContainsFunc(p.Extensions, func(e snapshot.Extension) bool { return e.Name == pgss })
	loaded := slices.Contains(libraries, pgss)
	f := advice.Finding{
		Object: advice.Object{Kind: "extension", Name: pgss},
		Evidence: []advice.Evidence{
			{Name: "shared_preload_libraries", Value: p.SettingValue("shared_preload_libraries"), Source: "pg_settings.setting"},
			{Name: "installed here", Value: installed, Source: "pg_extension.extname"},
		},
		Impact: advice.Impact{Summary: "without pg_stat_statements no one can say which statements cost most, and the rules on queries cannot judge"},
	}
	switch {
	case !loaded:
		f.Title = "pg_stat_statements is not loaded, so no statement is counted"
		f.Fix = loadStatements(p, append(libraries, pgss), installed)
		p.Report(f)
	case !installed:
		f.Severity = advice.Low
		f.Title = "pg_stat_statements counts, but this database has no view to read it"
		f.Fix = &advice.Fix{
			Summary: "create the extension",
			Steps:   []advice.Step{advice.SQL("create extension " + pgss)},
			Undo:    []advice.Step{advice.SQL("drop extension " + pgss)},
		}
		p.Report(f)
	}
	return loaded
}

func loadStatements(p *advice.Pass, libraries []string, installed bool) *advice.Fix {
	fix := p.SetParameter("shared_preload_libraries", strings.Join(libraries, ", "), "load pg_stat_statements")
	if !installed {
		fix.Steps = append(fix.Steps, advice.SQL("create extension "+pgss))
		fix.Undo = append([]advice.Step{advice.SQL("drop extension " + pgss)}, fix.Undo...)
	}
	fix.Caution = "the restart ends every session; the library takes shared memory for pg_stat_statements.max statements (5000: a few MB)"
	return fix
}

// judgeRecording finds a loaded pg_stat_statements that was told not to count.
func judgeRecording(p *advice.Pass) {
	const impact = "pg_stat_statements is loaded and stays empty"
	judgeSwitch(p, "pg_stat_statements.track", "none", "top", advice.Medium, "no statement is counted", impact)
	if p.Major() >= 14 {
		judgeSwitch(p, "compute_query_id", "off", "auto", advice.Medium, "pg_stat_statements counts nothing", impact)
	}
}

func judgeSwitch(p *advice.Pass, name, blind, seeing string, severity advice.Severity, trouble, impact string) {
	value, ok := serverValue(p, name)
	if !ok || value != blind {
		return
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("%s is %s, so %s", name, value, trouble),
		Object:   settingObject(name),
		Evidence: []advice.Evidence{settingEvidence(p, name, value)},
		Impact:   advice.Impact{Summary: impact},
		Fix:      p.SetParameter(name, seeing, "set "+name+" to "+seeing),
	})
}

// proceduralFunctions counts the user's functions that track_functions = pl records.
func proceduralFunctions(p *advice.Pass) int {
	n := 0
	for i := range p.Functions {
		if f := &p.Functions[i]; f.Extension == "" && !slices.Contains([]string{"sql", "c", "internal"}, f.Language) {
			n++
		}
	}
	return n
}
