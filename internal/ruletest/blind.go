package ruletest

import (
	"reflect"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// blind hides from the rule what it reads, one area after the other, as from a
// role that may not see it. Without what it needs it must judge nothing; without
// what it only wants it must not call the bad example clean.
func (st *stage) blind(rule *advice.Rule) {
	st.t.Helper()
	for _, area := range slices.Concat(rule.Needs, rule.Wants) {
		out := advice.Run(rule, snapshot.NewCatalog(without(st.seen, area)), nil)
		if out.State == advice.Clean || out.State != advice.NotAssessable && slices.Contains(rule.Needs, area) {
			st.t.Errorf("without %s the bad example is %s:\n%s", area, out.State, describe(out, true))
		}
	}
}

// without is a snapshot in which one area was not seen.
func without(s *snapshot.Snapshot, area snapshot.Area) *snapshot.Snapshot {
	out := *s
	out.NotSeen = append(slices.Clone(s.NotSeen), snapshot.NotSeen{Area: area, Why: "permission denied"})
	v := reflect.ValueOf(&out).Elem()
	for i := range v.NumField() {
		if name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ","); name == string(area) {
			v.Field(i).SetZero()
		}
	}
	return &out
}
