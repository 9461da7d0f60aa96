package report

import (
	"strconv"
	"strings"
)

const labelWidth = len("evidence") + 2

// details writes what stands under a finding of a verbose report.
func (t *textWriter) details(f finding) {
	for i, e := range f.Evidence {
		from := e.Source
		if e.Since != "" {
			from += ", since " + e.Since
		}
		t.labelled(labelOnce("evidence", i), e.Name+": "+e.Value+" ("+from+")")
	}
	t.labelled("impact", f.Impact)
	if f.Fix != nil {
		t.labelled("fix", f.Fix.Summary)
		for i, s := range f.Fix.Steps {
			t.step(strconv.Itoa(i+1)+".", s)
		}
		t.labelled("caution", f.Fix.Caution)
		for i, s := range f.Fix.Undo {
			t.stepLabelled(labelOnce("undo", i), "", s)
		}
	}
	t.labelled("proof", f.Proof)
	t.labelled("more", "pgadept rules "+f.Rule+" (this finding: "+f.Fingerprint+")")
}

func labelOnce(label string, i int) string {
	if i > 0 {
		return ""
	}
	return label
}

// labelled writes a paragraph with a dim label in the margin, nothing when
// the paragraph is empty.
func (t *textWriter) labelled(label, text string) {
	if text == "" {
		return
	}
	room := t.width - bodyIndent - labelWidth
	for i, l := range wrap(text, room, room) {
		t.margin(labelOnce(label, i), l)
	}
}

func (t *textWriter) margin(label, text string) {
	t.line(spaces(bodyIndent) + t.dim(label) + spaces(labelWidth-len(label)) + text)
}

func (t *textWriter) step(number string, s step) { t.stepLabelled("", number, s) }

// stepLabelled writes a statement and, under it, what it locks.
func (t *textWriter) stepLabelled(label, number string, s step) {
	indent := ""
	if number != "" {
		indent = spaces(len(number) + 1)
		number += " "
	}
	room := t.width - bodyIndent - labelWidth - len(indent)
	lines, paint := wrapSQL(s.SQL, room), t.sql
	if s.Manual != "" {
		lines, paint = wrap("by hand: "+s.Manual, room, room), func(s string) string { return s }
	}
	for i, l := range lines {
		lead := indent
		if i == 0 {
			lead = number
		}
		t.margin(labelOnce(label, i), lead+paint(l))
	}
	for _, l := range wrap(s.Notes(), room, room) {
		if l != "" {
			t.margin("", indent+t.dim(l))
		}
	}
}

// Notes is what to know before running a step: its lock, what waits behind
// it, and whether it wants to be alone.
func (s step) Notes() string {
	var notes []string
	if s.Lock != "" {
		notes = append(notes, s.Lock, s.Blocks)
	}
	if s.Alone {
		notes = append(notes, "not in a transaction block")
	}
	return strings.Join(notes, "; ")
}
