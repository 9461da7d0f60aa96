package config

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// PendingRestart finds settings that wait for a restart, and lines of the
// configuration files that the server cannot use.
var PendingRestart = advice.Rule{
	ID:       "config/pending-restart",
	Title:    "the configuration files do not say what the server runs with",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaSettings},
	Wants:    []snapshot.Area{snapshot.AreaFileSettings},
	Check: func(p *advice.Pass) {
		for i := range p.Settings {
			if s := &p.Settings[i]; s.PendingRestart {
				reportPending(p, s)
			}
		}
		if u := p.Unseen(snapshot.AreaFileSettings); u != nil {
			if p.Server.Platform == "" || p.Server.Platform == "plain" {
				p.NotAssessable("errors in the configuration files: "+u.Why, u.Grant)
			}
			return
		}
		for i := range p.FileSettings {
			f := &p.FileSettings[i]
			switch s := p.Setting(f.Name); {
			case f.Error == "" || s != nil && s.PendingRestart:
			case s != nil && s.Context == "postmaster" && acceptable(s, f.Value):
				reportPending(p, s) // changed, and not even reloaded
			default:
				reportFileError(p, f)
			}
		}
	},
}

func reportPending(p *advice.Pass, s *snapshot.Setting) {
	evidence := []advice.Evidence{settingEvidence(p, s.Name, s.Value), {Name: "pending_restart", Value: s.PendingRestart, Source: "pg_settings.pending_restart"}}
	title := fmt.Sprintf("%s was changed in the configuration and waits for a restart", s.Name)
	if f := fileValue(p, s.Name); f != nil {
		title = fmt.Sprintf("%s is %s until a restart makes it %s", s.Name, s.Value, s.Normal(f.Value))
		evidence = append(evidence, advice.Evidence{Name: "value in the file", Value: f.Value, Source: "pg_file_settings.setting"})
	}
	p.Report(advice.Finding{
		Title: title, Object: settingObject(s.Name), Evidence: evidence,
		Impact: advice.Impact{Summary: "the next restart, planned or by a crash or fail-over, changes how the server works, with nobody watching for it"},
		Fix: &advice.Fix{
			Summary: "restart the server in a quiet hour",
			Steps:   []advice.Step{advice.ByHand(advice.ManualRestart)},
			Caution: "a restart ends every session and cannot be undone; if the change is no longer wanted, take it out of the file and reload instead",
		},
	})
}

// fileValue is the line of the files that could not be applied while running.
func fileValue(p *advice.Pass, name string) *snapshot.FileSetting {
	for i := len(p.FileSettings) - 1; i >= 0; i-- {
		if f := &p.FileSettings[i]; f.Name == name && f.Error != "" {
			return f
		}
	}
	return nil
}

// acceptable reports whether a value of the files is one that the setting can
// have: "setting could not be applied" is said of both a wrong value and a
// right one that takes a restart.
func acceptable(s *snapshot.Setting, value string) bool {
	v := s.Normal(value)
	switch s.VarType {
	case "bool":
		return v == "on" || v == "off"
	case "enum":
		return slices.Contains(s.EnumVals, strings.ToLower(v))
	case "integer", "real":
		n, err := strconv.ParseFloat(v, 64)
		low, err1 := strconv.ParseFloat(s.MinVal, 64)
		high, err2 := strconv.ParseFloat(s.MaxVal, 64)
		return err == nil && err1 == nil && err2 == nil && low <= n && n <= high
	}
	return true
}

func reportFileError(p *advice.Pass, f *snapshot.FileSetting) {
	file := path.Base(f.SourceFile)
	what := f.Name
	if what == "" {
		what = "a line"
	}
	fix := &advice.Fix{
		Summary: "mend the line and reload",
		Steps: []advice.Step{
			advice.ByHand(fmt.Sprintf("correct or remove line %d of %s", f.SourceLine, file)),
			advice.SQL("select pg_catalog.pg_reload_conf()"),
		},
		Caution: "keep a copy of the file: SQL cannot restore it",
	}
	if file == "postgresql.auto.conf" && f.Name != "" {
		fix.Steps[0] = advice.NoTransaction("alter system reset " + pg.QuoteIdent(f.Name))
		fix.Caution = "the value cannot be set again as it stands: ALTER SYSTEM refuses it"
	}
	p.Report(advice.Finding{
		Severity: advice.High,
		Title:    fmt.Sprintf("%s in %s is wrong, and the server will not start again", what, file),
		Object:   advice.Object{Kind: "setting", Name: what + " in " + file},
		Evidence: []advice.Evidence{
			{Name: "error", Value: f.Error, Source: "pg_file_settings.error"},
			{Name: "line", Value: f.SourceLine, Source: "pg_file_settings.sourceline"},
		},
		Impact: advice.Impact{Summary: "a running server keeps its old values; one that is restarted, or restarts after a crash, stops at this line"},
		Fix:    fix,
	})
}
