package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

const (
	// largestComment is how many characters GitHub takes in one comment.
	largestComment = 65_536
	// largestTail bounds what could not be checked, which is never left out.
	largestTail = 12_000
	// largestSQL is the longest SQL of one finding; a longer one is named only.
	largestSQL = 6_000
)

// Markdown writes the report for a pull request's comment: a table of counts,
// and the findings in their rank as far as a comment has room.
func Markdown(w io.Writer, r *advice.Report) error {
	v := newView(r)
	head, tail := v.mdHead(), v.mdTail()
	room := largestComment - len(head) - len(tail) - 300 // 300: the sentence on what was left out
	var body strings.Builder
	shown := 0
	for _, f := range v.Findings {
		block := f.markdown()
		if body.Len()+len(block) > room {
			break
		}
		body.WriteString(block)
		shown++
	}
	if rest := len(v.Findings) - shown; rest > 0 {
		fmt.Fprintf(&body, "%s of lower rank left out: a comment has no room for more. The HTML and JSON reports hold all of them.\n\n", plural(rest, "finding"))
	}
	_, err := io.WriteString(w, head+body.String()+tail)
	return err
}

func (v *view) mdHead() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### pgadept: %s in %s\n\n", v.Headline(), mdCode(clip(v.Database, 200)))
	facts := v.Facts
	if v.When != "" {
		facts = append(facts[:len(facts):len(facts)], v.When)
	}
	fmt.Fprintf(&b, "%s\n\n", md(clip(strings.Join(facts, " · "), 1000)))
	if len(v.Findings) > 0 {
		b.WriteString(v.mdCounts())
	}
	return b.String()
}

// mdCounts is a row for each area and a column for each severity.
func (v *view) mdCounts() string {
	var b strings.Builder
	b.WriteString("| |")
	for _, s := range severities {
		fmt.Fprintf(&b, " %s |", s)
	}
	b.WriteString("\n|:--|" + strings.Repeat("--:|", len(severities)) + "\n")
	for i, a := range v.Areas {
		if i == 50 {
			break
		}
		fmt.Fprintf(&b, "| %s |", md(clip(a.Name, 40)))
		for _, s := range severities {
			n := 0
			for _, f := range a.Findings {
				if f.Severity == string(s) {
					n++
				}
			}
			b.WriteString(map[bool]string{true: "  |", false: fmt.Sprintf(" %d |", n)}[n == 0])
		}
		b.WriteString("\n")
	}
	return b.String() + "\n"
}

// mdTail says what could not be checked, and how far the check-up reached.
func (v *view) mdTail() string {
	var b strings.Builder
	if len(v.Unseen) > 0 {
		b.WriteString("<details><summary>Could not be checked</summary>\n\n")
		for i, u := range v.Unseen {
			block := u.markdown()
			if b.Len()+len(block) > largestTail {
				fmt.Fprintf(&b, "- and %s more\n", plural(len(v.Unseen)-i, "reason"))
				break
			}
			b.WriteString(block)
		}
		b.WriteString("\n</details>\n\n")
	}
	for i, n := range v.Notes {
		if b.Len() > largestTail+4000 {
			fmt.Fprintf(&b, "- and %s more\n", plural(len(v.Notes)-i, "note"))
			break
		}
		fmt.Fprintf(&b, "- Configuration: %s\n", md(n))
	}
	if len(v.Notes) > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s\n", v.Coverage())
	return b.String()
}

func (u unseen) markdown() string {
	text := strings.Join(u.Lines(), "; ")
	if len(u.Rules) > 0 {
		text += " (" + u.Waiting(3) + ")"
	}
	text = md(clip(text, longestValue))
	if u.Grant != "" {
		text = mdCode(clip(strings.Join(strings.Fields(u.Grant), " "), longestValue)) + " would show " + text
	}
	return "- " + text + "\n"
}
