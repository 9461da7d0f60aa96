package advice

import (
	"cmp"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// ReportVersion is the version of the published JSON contract.
const ReportVersion = 1

// Report is the result of a check-up: the value that every writer renders.
type Report struct {
	Version     int                `json:"version"`
	Tool        Tool               `json:"tool"`
	Target      Target             `json:"target"`
	CollectedAt time.Time          `json:"collected_at"`
	Findings    []Finding          `json:"findings"` // ranked: severity, then impact
	Ignored     []Ignored          `json:"ignored"`
	NotSeen     []snapshot.NotSeen `json:"not_seen"`
	Rules       []Outcome          `json:"rules"` // every rule that was asked, with its outcome
	Notes       []string           `json:"notes"` // about the configuration: what in it has no effect
	Timings     Timings            `json:"timings"`
}

// Tool is the program that made a report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target is the database that a report is about. It never holds a secret.
type Target struct {
	Database      string `json:"database"`
	Host          string `json:"host,omitempty"`
	Snapshot      string `json:"snapshot,omitempty"` // the file, when it was one
	ServerVersion string `json:"server_version"`
	Platform      string `json:"platform"`
	Standby       bool   `json:"standby,omitempty"`
	NotUTF8       int    `json:"not_utf8,omitempty"` // values with bytes that are no UTF-8; such a byte is the character U+10DC00 + byte
	Relations     int    `json:"relations"`          // the users': not of the system or an extension, not temporary
	Indexes       int    `json:"indexes"`            // on these
	Bytes         int64  `json:"bytes"`              // heap, TOAST and indexes
}

// Ignored is a finding that the configuration silences, and why.
type Ignored struct {
	Finding Finding `json:"finding"`
	Reason  string  `json:"reason"`
}

// Timings says where the time of a check-up went, in milliseconds.
type Timings struct {
	CollectMS float64           `json:"collect_ms"`
	CheckMS   float64           `json:"check_ms"`
	ProveMS   float64           `json:"prove_ms,omitempty"`
	Queries   []snapshot.Timing `json:"queries,omitempty"`
}

// Rank sorts findings: severity first, then days until failure, time lost,
// bytes lost, and at last rule and object so that the order is stable.
func Rank(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(b.Severity.Rank(), a.Severity.Rank()),
			compareDays(a.Impact.DaysUntilFailure, b.Impact.DaysUntilFailure),
			cmp.Compare(b.Impact.MSPerDay, a.Impact.MSPerDay),
			cmp.Compare(b.Impact.Bytes, a.Impact.Bytes),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Object.String(), b.Object.String()),
		)
	})
}

// compareDays puts the nearer failure first; 0 means that none is foreseen.
func compareDays(a, b float64) int {
	switch {
	case a == b:
		return 0
	case a == 0:
		return 1
	case b == 0:
		return -1
	}
	return cmp.Compare(a, b)
}

// Worst is the highest severity among the findings, "" when there are none.
func (r *Report) Worst() Severity {
	worst := Severity("")
	for _, f := range r.Findings {
		if f.Severity.Rank() > worst.Rank() {
			worst = f.Severity
		}
	}
	return worst
}

// Count is the number of findings of each severity.
func (r *Report) Count() map[Severity]int {
	n := map[Severity]int{}
	for _, f := range r.Findings {
		n[f.Severity]++
	}
	return n
}

// Outcomes counts the rules by how they ended.
func (r *Report) Outcomes() map[State]int {
	n := map[State]int{}
	for _, o := range r.Rules {
		n[o.State]++
	}
	return n
}
