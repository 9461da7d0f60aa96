package app

import (
	"io"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/report"
	"github.com/pgadept/pgadept/rules"
)

// formats are the names that Write takes.
var formats = []string{"text", "json", "markdown", "sarif", "html"}

// CheckFormat refuses an unknown format with one sentence.
func CheckFormat(format string) error {
	for _, f := range formats {
		if f == format {
			return nil
		}
	}
	return usage("there is no format %q; there are text, json, markdown, sarif and html", format)
}

// Write writes a report in one of the formats.
func Write(w io.Writer, r *advice.Report, format string, o report.TextOptions) error {
	switch format {
	case "text":
		return report.Text(w, r, o)
	case "json":
		return report.JSON(w, r)
	case "markdown":
		return report.Markdown(w, r)
	case "sarif":
		return report.SARIF(w, r, rulePage)
	case "html":
		return report.HTML(w, r, rulePage)
	}
	return CheckFormat(format)
}

func rulePage(id string) (title, markdown string) {
	if r := rules.Lookup(id); r != nil {
		title = r.Title
	}
	markdown, _ = rules.Page(id)
	return title, markdown
}

// ParseSeverity reads the argument of --fail-on; none is "".
func ParseSeverity(word string) (advice.Severity, error) {
	if word == "none" {
		return "", nil
	}
	s := advice.Severity(word)
	if s.Rank() < 0 {
		return "", usage("there is no severity %q; --fail-on takes none, info, low, medium, high or critical", word)
	}
	return s, nil
}

// Fails reports whether the report has a finding at or above the severity.
func Fails(r *advice.Report, at advice.Severity) bool {
	return at != "" && r.Worst().Rank() >= at.Rank()
}

// CheckTrialFormat refuses an unknown format of a trial with one sentence.
func CheckTrialFormat(format string) error {
	if format != "text" && format != "json" {
		return usage("there is no format %q here; there are text and json", format)
	}
	return nil
}

// WriteTrial writes a trial in one of the formats.
func WriteTrial(w io.Writer, t *advice.Trial, format string, o report.TextOptions) error {
	if format == "json" {
		return report.TrialJSON(w, t)
	}
	return report.TrialText(w, t, o)
}
