package report

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// JSON writes the report in its published form (docs/json.md): names exactly
// as they are in the database, lists never null, and every character that a
// terminal or an eye could be fooled by written as a JSON escape.
func JSON(w io.Writer, r *advice.Report) error {
	return writeJSON(w, filled(r))
}

func writeJSON(w io.Writer, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("encode report: %w", err)
	}
	_, err = io.WriteString(w, escapeHidden(string(text), jsonEscape, "\n")+"\n")
	return err
}

// jsonEscape is the character as JSON writes it. Outside strings JSON holds
// nothing hidden but line breaks, so an escape is never out of place.
func jsonEscape(r rune, _ string) string {
	if r > 0xFFFF {
		r -= 0x10000
		return fmt.Sprintf(`\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// filled is the report with empty lists in the place of nil ones, and with
// figures that JSON can hold.
func filled(r *advice.Report) *advice.Report {
	out := *r
	out.Findings = make([]advice.Finding, len(r.Findings))
	for i, f := range r.Findings {
		out.Findings[i] = filledFinding(f)
	}
	out.Ignored = make([]advice.Ignored, len(r.Ignored))
	for i, g := range r.Ignored {
		out.Ignored[i] = advice.Ignored{Finding: filledFinding(g.Finding), Reason: g.Reason}
	}
	out.NotSeen = append([]snapshot.NotSeen{}, r.NotSeen...)
	out.Notes = append([]string{}, r.Notes...)
	out.Rules = append([]advice.Outcome{}, r.Rules...)
	return &out
}

func filledFinding(f advice.Finding) advice.Finding {
	f.Evidence = append([]advice.Evidence{}, f.Evidence...)
	for i := range f.Evidence {
		f.Evidence[i].Value = finite(f.Evidence[i].Value)
	}
	if f.Fix != nil {
		fix := *f.Fix
		fix.Steps = append([]advice.Step{}, fix.Steps...)
		fix.Undo = append([]advice.Step{}, fix.Undo...)
		f.Fix = &fix
	}
	return f
}

// finite turns NaN and the infinities, which PostgreSQL has and JSON has not,
// into strings.
func finite(v any) any {
	if x, ok := v.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
		return strings.TrimPrefix(strconv.FormatFloat(x, 'g', -1, 64), "+")
	}
	return v
}
