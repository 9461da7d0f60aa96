package config

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// PlannerFeatureOff finds plan types switched off for everybody: enable_*
// settings that are on by default and off in the configuration or for the
// whole database.
var PlannerFeatureOff = advice.Rule{
	ID:       "config/planner-feature-off",
	Title:    "a plan type is switched off for every query",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Check: func(p *advice.Pass) {
		for i := range p.Settings {
			// enable_partitionwise_join and _aggregate are off by default.
			if s := &p.Settings[i]; strings.HasPrefix(s.Name, "enable_") && s.VarType == "bool" && s.BootVal == "on" {
				judgePlanType(p, s)
			}
		}
	},
}

func judgePlanType(p *advice.Pass, s *snapshot.Setting) {
	if o := p.OverrideForAll(s.Name); o != nil { // outranks the configuration
		if s.Normal(o.Value) == "off" {
			reportPlanType(p, s.Name+" is off for "+advice.OverrideOf(o).String(), overrideObject(o), overrideEvidence(o), advice.DropOverride(o, "take the override away"))
		}
		return
	}
	if s.Source == "default" {
		return
	}
	if value, ok := serverValue(p, s.Name); ok && value == "off" {
		reportPlanType(p, s.Name+" is off for the whole server", settingObject(s.Name), settingEvidence(p, s.Name, value),
			p.SetParameter(s.Name, "on", "let the planner choose again"))
	}
}

func reportPlanType(p *advice.Pass, title string, o advice.Object, e advice.Evidence, fix *advice.Fix) {
	fix.Caution = "plans change for every query at once; find the query it was switched off for first, and keep the setting off in that query's transaction (set local) until its cause is mended"
	p.Report(advice.Finding{
		Title: title, Object: o, Evidence: []advice.Evidence{e}, Fix: fix,
		Impact: advice.Impact{Summary: "a detour around one bad plan is taken by all queries, among them those for which the plan type is the best"},
	})
}
