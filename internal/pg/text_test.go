package pg_test

import (
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/pgadept/pgadept/internal/pg"
)

func TestMarkStray(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":           "",
		"café":       "café",
		"caf\xe9":    `caf\xe9`,
		"\xff\xfe":   `\xff\xfe`,
		"\xe2\x82":   `\xe2\x82`, // a character cut off
		"€\xac":      `€\xac`,
		"\uFFFD":     "\uFFFD", // is a character, not a damage
		"\U0010dce9": `\xf4\x8d\xb3\xa9`,
		"\U0010dc7f": "\U0010dc7f", // next door to the reserved
	} {
		got := string(pg.MarkStray([]byte(text)))
		if shown := pg.ShowStray(got); shown != want || !utf8.ValidString(got) {
			t.Errorf("%q: got %q, shown as %s, want %s", text, got, shown, want)
		}
		if pg.HasStray(got) != (got != text) {
			t.Errorf("%q: HasStray is %v", text, pg.HasStray(got))
		}
	}
}

// TestMarkStrayLosesNothing puts the bytes back.
func TestMarkStrayLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOf(rapid.SampledFrom([]byte("a\\\xe9\xf4\x8d\xb2\xb3\x80\xff\xc3\xa9"))).Draw(t, "text")
		var back []byte
		for _, r := range string(pg.MarkStray(text)) {
			if c, ok := pg.StrayByte(r); ok {
				back = append(back, c)
			} else {
				back = utf8.AppendRune(back, r)
			}
		}
		if string(back) != string(text) {
			t.Fatalf("%q came back as %q", text, back)
		}
	})
}
