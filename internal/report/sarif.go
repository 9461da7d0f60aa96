package report

import (
	"io"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
)

// SARIF writes the report as SARIF 2.1.0. A live database has no files, so a
// result names its object as a logical location, and for GitHub's code
// scanning, which shows only files, as a pseudo file of a stable name.
func SARIF(w io.Writer, r *advice.Report, pages Pages) error {
	r = filled(r)
	rules, index := sarifRules(r, pages)
	run := sarifRun{
		Tool:              sarifTool{sarifDriver{Name: r.Tool.Name, Version: r.Tool.Version, InformationURI: home, Rules: rules}},
		AutomationDetails: sarifID{"pgadept/" + encoded(r.Target.Database) + "/"},
		Invocations:       []sarifInvocation{sarifInvocationOf(r)},
		Results:           []sarifResult{},
	}
	if run.Tool.Driver.Name == "" {
		run.Tool.Driver.Name = "pgadept" // the schema demands a name
	}
	for _, f := range r.Findings {
		run.Results = append(run.Results, sarifResultOf(r, f, index[f.Rule]))
	}
	for _, i := range r.Ignored {
		res := sarifResultOf(r, i.Finding, index[i.Finding.Rule])
		res.Suppressions = []sarifSuppression{{Kind: "external", Justification: Clean(i.Reason)}}
		run.Results = append(run.Results, res)
	}
	return writeJSON(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

const home = "https://github.com/pgadept/pgadept"

// sarifRules describes every rule that has a result, and where each stands.
func sarifRules(r *advice.Report, pages Pages) ([]sarifRule, map[string]int) {
	rules, index := []sarifRule{}, map[string]int{}
	add := func(f advice.Finding) {
		if _, known := index[f.Rule]; known {
			return
		}
		index[f.Rule] = len(rules)
		rules = append(rules, sarifRuleOf(f, pages))
	}
	for _, f := range r.Findings {
		add(f)
	}
	for _, i := range r.Ignored {
		add(i.Finding)
	}
	return rules, index
}

func sarifRuleOf(f advice.Finding, pages Pages) sarifRule {
	area, _, _ := strings.Cut(f.Rule, "/")
	title, page := pages.of(f.Rule)
	if title == "" {
		title = f.Rule
	}
	rule := sarifRule{
		ID:               f.Rule,
		ShortDescription: sarifText{Text: title},
		Configuration:    sarifConfiguration{level(f.Severity), rank(f.Severity)},
		Properties:       map[string]any{"tags": []string{"postgresql", area}},
	}
	if page != "" {
		rule.Help = &sarifText{Text: page, Markdown: page}
	}
	if area == "security" { // GitHub ranks by this figure, and takes it only for security
		rule.Properties["security-severity"] = securitySeverity(f.Severity)
		rule.Properties["tags"] = []string{"postgresql", "security"}
	}
	return rule
}

func sarifResultOf(r *advice.Report, f advice.Finding, index int) sarifResult {
	c := newFinding(f)
	text := c.Title
	if c.Impact != "" {
		text += ". " + c.Impact
	}
	res := sarifResult{
		RuleID: f.Rule, RuleIndex: index, Level: level(f.Severity), Rank: rank(f.Severity),
		Message:   sarifText{Text: sarifMessage(text)},
		Locations: []sarifLocation{locationOf(r.Target.Database, f.Object)},
		Fingerprints: map[string]string{
			"pgadept/v1":              f.Fingerprint,
			"primaryLocationLineHash": f.Fingerprint, // the one that GitHub reads
		},
		Properties: map[string]any{"severity": f.Severity, "impact": f.Impact, "evidence": f.Evidence},
	}
	if f.Fix != nil {
		res.Properties["fix"] = f.Fix
	}
	return res
}

// sarifInvocationOf tells what could not be seen: areas by warnings, rules
// that could not judge by notes.
func sarifInvocationOf(r *advice.Report) sarifInvocation {
	inv := sarifInvocation{Successful: true, Notifications: []sarifNotification{}}
	if !r.CollectedAt.IsZero() {
		inv.Start = r.CollectedAt.UTC().Format(time.RFC3339)
	}
	grant := func(g string) string {
		if g == "" {
			return ""
		}
		return "; this would show it: " + CleanSQL(g)
	}
	for _, n := range r.NotSeen {
		text := unseenArea{Name: words(n.Area), Why: Clean(n.Why), Partial: n.Partial, Objects: objects(n.Objects)}.What()
		inv.Notifications = append(inv.Notifications, sarifNotification{
			Level: "warning", Message: sarifText{Text: sarifMessage("not seen: " + text + grant(n.Grant))}, Descriptor: sarifID{"not-seen/" + string(n.Area)},
		})
	}
	for _, o := range r.Rules {
		for _, u := range o.Unassessed {
			inv.Notifications = append(inv.Notifications, sarifNotification{
				Level: "note", Message: sarifText{Text: sarifMessage(o.Rule + " could not judge: " + Clean(u.Why) + grant(u.Grant))}, Descriptor: sarifID{"not-assessable/" + o.Rule},
			})
		}
	}
	for _, n := range r.Notes {
		inv.Configuration = append(inv.Configuration, sarifNotification{
			Level: "note", Message: sarifText{Text: sarifMessage(Clean(n))}, Descriptor: sarifID{"configuration"},
		})
	}
	return inv
}

func level(s advice.Severity) string {
	switch s {
	case advice.Critical, advice.High:
		return "error"
	case advice.Medium:
		return "warning"
	}
	return "note"
}

// rank is SARIF's priority, from 0 to 100.
func rank(s advice.Severity) float64 {
	return [...]float64{0, 5, 30, 55, 80, 98}[s.Rank()+1]
}

// securitySeverity falls into GitHub's bands: over 9 critical, 7 high, 4 medium.
func securitySeverity(s advice.Severity) string {
	return [...]string{"0.0", "0.1", "2.0", "5.5", "8.0", "9.5"}[s.Rank()+1]
}

// sarifMessage escapes what SARIF reads as a placeholder or as a link.
func sarifMessage(s string) string {
	s = strings.NewReplacer("{", "{{", "}", "}}").Replace(s)
	if strings.Contains(s, "](") {
		s = strings.NewReplacer("[", `\[`, "]", `\]`).Replace(s)
	}
	return s
}
