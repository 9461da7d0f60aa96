package rules_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/ruletest"
	"github.com/pgadept/pgadept/rules"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// TestRules plays every rule's page and cases: -run 'TestRules/index/duplicate'.
func TestRules(t *testing.T) {
	byArea := map[string][]*advice.Rule{}
	for _, r := range rules.All() {
		byArea[r.Area()] = append(byArea[r.Area()], r)
	}
	for area, list := range byArea {
		t.Run(area, func(t *testing.T) {
			t.Parallel()
			for _, r := range list {
				t.Run(strings.TrimPrefix(r.ID, area+"/"), func(t *testing.T) {
					t.Parallel()
					testRule(t, r)
				})
			}
		})
	}
}

func testRule(t *testing.T, r *advice.Rule) {
	text, ok := rules.Page(r.ID)
	if !ok {
		t.Fatalf("rule %s has no page", r.ID)
	}
	t.Run("page", func(t *testing.T) {
		t.Parallel()
		ruletest.Page(t, r, text)
	})
	t.Run("cases", func(t *testing.T) {
		t.Parallel()
		area, stem, _ := strings.Cut(r.ID, "/")
		ruletest.Cases(t, r, filepath.Join(area, "testdata", stem+".test"))
	})
}
