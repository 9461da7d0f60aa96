package report

import (
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                      "",
		"one two":               "one|two",
		"a b c d e":             "a b|c d e",
		"abcdefghijklmnop":      "abcd|efghij|klmnop",
		"a abcdefghij l":        "a|abcdef|ghij l",
		"ab abcdef":             "ab|abcdef",
		"éééé éééééééé":         "éééé|éééééé|éé",
		"漢漢漢漢漢漢":                "漢漢|漢漢漢|漢", // two cells each
		"e\u0301e\u0301e\u0301": "e\u0301e\u0301e\u0301",
	} {
		if got := strings.Join(wrap(text, 4, 6), "|"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestWrapOneLongWord wraps a word of 4 MB. With time that grows with the
// square of it, as once, this would not end within the time of a test run.
func TestWrapOneLongWord(t *testing.T) {
	t.Parallel()
	word := strings.Repeat("漢x", 1<<20)
	lines := wrap("a "+word+" b", 80, 80)
	if got := strings.Join(lines, ""); got != "a"+word+" b" {
		t.Errorf("the lines joined are not the text: %d bytes of %d", len(got), len(word)+3)
	}
	for _, l := range lines {
		if n := lipgloss.Width(l); n > 80 {
			t.Fatalf("a line of %d cells", n)
		}
	}
}
