package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SurprisingOverride finds settings of a role or database that make its
// sessions behave unlike what everybody reads in the configuration.
var SurprisingOverride = advice.Rule{
	ID:       "config/surprising-override",
	Title:    "a setting of a role or database changes what its sessions do unseen",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides, snapshot.AreaSchemas},
	Check: func(p *advice.Pass) {
		for _, o := range overridesHere(p) {
			s := p.Setting(o.Name)
			switch {
			case s == nil: // of a library that is not loaded here
			case treacherous[o.Name].value != "" && s.Normal(o.Value) == treacherous[o.Name].value:
				t := treacherous[o.Name]
				reportOverride(p, o, t.severity, fmt.Sprintf("%s is %s for %s, so %s", o.Name, t.value, advice.OverrideOf(o), t.trouble), t.impact)
			case o.Name == "search_path":
				judgeSearchPath(p, o)
			case strings.HasPrefix(o.Name, "enable_"):
				if o.Role != "" && s.BootVal == "on" && s.Normal(o.Value) == "off" {
					reportOverride(p, o, advice.Low, o.Name+" is off for "+advice.OverrideOf(o).String(),
						"all queries of the role go without this plan type, not only the one it was switched off for")
				}
			case o.Role == "" && o.Database == "":
				reportOverride(p, o, advice.Info, fmt.Sprintf("%s is %s for all roles by ALTER ROLE ALL, whatever the configuration says", o.Name, o.Value),
					"whoever changes "+o.Name+" in the configuration changes nothing, and finds no reason in any file")
			}
		}
	},
}

// treacherous are settings whose one value makes the same SQL do something else.
var treacherous = map[string]struct {
	value           string
	severity        advice.Severity
	trouble, impact string
}{
	"session_replication_role": {"replica", advice.High, "its writes skip foreign keys and triggers",
		"rows that refer to nothing get in, and no query reports them; audit and history triggers miss every change"},
	"standard_conforming_strings": {"off", advice.Medium, "a backslash in a string is an escape",
		"quoting that is safe everywhere else lets a string end early here, which is how SQL injection begins"},
	"transform_null_equals": {"on", advice.Medium, "x = null is true for nulls",
		"the same query returns different rows for this role"},
}

func reportOverride(p *advice.Pass, o *snapshot.SettingOverride, severity advice.Severity, title, impact string) {
	p.Report(advice.Finding{
		Severity: severity, Title: title, Object: overrideObject(o),
		Evidence: []advice.Evidence{overrideEvidence(o)},
		Impact:   advice.Impact{Summary: impact},
		Fix:      advice.DropOverride(o, "take the override away"),
	})
}

// judgeSearchPath reports schemas of a path that do not exist in this
// database: creating one of that name puts its objects before the others.
func judgeSearchPath(p *advice.Pass, o *snapshot.SettingOverride) {
	var missing []string
	for _, name := range advice.SettingNames(o.Value) {
		known := slices.ContainsFunc(p.Schemas, func(s snapshot.Schema) bool { return s.Name == name })
		if !known && name != "$user" && !strings.HasPrefix(name, "pg_") && name != "information_schema" {
			missing = append(missing, name)
		}
	}
	// A role's path for all databases may be meant for another one.
	if len(missing) == 0 || o.Database == "" {
		return
	}
	reportOverride(p, o, advice.Medium, fmt.Sprintf("search_path of %s names %s, which is not there", advice.OverrideOf(o), strings.Join(missing, ", ")),
		"unqualified names are looked for elsewhere, and whoever creates that schema decides what they mean")
}
