package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

type timingRow = snapshot.Timing

// unseen is one thing that would show more (a grant, a setting), with all
// that it would show; or, without such a thing, one reason.
type unseen struct {
	Grant string // "" when nothing is known to help
	Areas []unseenArea
	Whys  []string // of rules that miss something within an area
	Rules []string // the rules that could not judge, wholly or in part
}

type unseenArea struct {
	Name, Why string
	Partial   bool
	Objects   string // how many objects are hidden, "" when unknown
}

// words makes a name of ours readable: sequence_values, sequence values.
func words[S ~string](name S) string { return strings.ReplaceAll(Clean(string(name)), "_", " ") }

// unseenOf gathers what could not be checked, so that one grant is listed
// once, however many areas and rules wait for it.
func unseenOf(r *advice.Report) []unseen {
	g := unseenGroups{index: map[string]int{}}
	for _, n := range r.NotSeen {
		u := g.group(n.Grant, n.Why)
		u.addArea(unseenArea{Name: words(n.Area), Why: Clean(n.Why), Partial: n.Partial, Objects: objects(n.Objects)})
	}
	for _, o := range r.Rules {
		for _, miss := range o.Unassessed {
			g.addRule(Clean(o.Rule), miss)
		}
	}
	return g.sorted()
}

type unseenGroups struct {
	index  map[string]int // by grant, or by reason where there is none
	groups []unseen
}

func (g *unseenGroups) group(grant, why string) *unseen {
	grant = strings.TrimRight(CleanSQL(strings.TrimSpace(grant)), "; ")
	key := cmp.Or(grant, "\x00"+why)
	i, known := g.index[key]
	if !known {
		i = len(g.groups)
		g.index[key] = i
		g.groups = append(g.groups, unseen{Grant: grant})
	}
	return &g.groups[i]
}

// addRule files what one rule misses. advice.Run begins the reason with the
// area, which its own column shows here.
func (g *unseenGroups) addRule(rule string, miss advice.Unassessed) {
	why := strings.TrimPrefix(miss.Why, strings.ReplaceAll(string(miss.Area), "_", " ")+": ")
	u := g.group(miss.Grant, why)
	if miss.Area != "" {
		u.addArea(unseenArea{Name: words(miss.Area), Why: Clean(why)})
	} else if c := clip(Clean(why), longestTitle); !slices.Contains(u.Whys, c) {
		u.Whys = append(u.Whys, c)
	}
	if !slices.Contains(u.Rules, rule) {
		u.Rules = append(u.Rules, rule)
	}
}

func (u *unseen) addArea(a unseenArea) {
	if !slices.ContainsFunc(u.Areas, func(b unseenArea) bool { return b.Name == a.Name }) {
		u.Areas = append(u.Areas, a)
	}
}

// sorted puts first what opens most.
func (g *unseenGroups) sorted() []unseen {
	slices.SortStableFunc(g.groups, func(a, b unseen) int {
		return cmp.Or(
			cmp.Compare(min(len(b.Grant), 1), min(len(a.Grant), 1)),
			cmp.Compare(len(b.Rules), len(a.Rules)),
			cmp.Compare(len(b.Areas), len(a.Areas)),
		)
	})
	return g.groups
}

// byReason joins the areas that share a reason, for one line each.
func (u unseen) byReason() []unseenArea {
	var out []unseenArea
	for _, a := range u.Areas {
		i := slices.IndexFunc(out, func(b unseenArea) bool {
			return b.Why == a.Why && b.Objects == "" && a.Objects == "" && a.Partial == b.Partial
		})
		if i < 0 {
			out = append(out, a)
			continue
		}
		out[i].Name += ", " + a.Name
	}
	return out
}

// What is the areas and their reason in one line.
func (a unseenArea) What() string {
	text := a.Name
	switch {
	case a.Objects != "":
		text += " (" + a.Objects + " hidden)"
	case a.Partial:
		text += " (in part)"
	}
	return text + ": " + a.Why
}

func objects(n int) string {
	if n == 0 {
		return ""
	}
	return plural(n, "object")
}

// Lines is what the group would show, one line each.
func (u unseen) Lines() []string {
	var out []string
	for _, a := range u.byReason() {
		out = append(out, a.What())
	}
	return append(out, u.Whys...)
}
