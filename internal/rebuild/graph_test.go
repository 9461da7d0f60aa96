package rebuild

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
)

// toy adds a node of one letter that needs others, and later others more.
func toy(g *graph, r rank, name byte, needs, lateNeeds string, lane pg.OID) {
	keys := func(names string) []key {
		var out []key
		for i := range len(names) {
			out = append(out, key{1, pg.OID(names[i])})
		}
		return out
	}
	n := &node{key: key{1, pg.OID(name)}, rank: r, lane: lane, needs: keys(needs), lateNeeds: keys(lateNeeds)}
	n.whole = []Statement{{SQL: string(name)}}
	if lateNeeds != "" {
		n.early, n.late = []Statement{{SQL: string(name) + "'"}}, []Statement{{SQL: "+" + string(name)}}
	}
	g.add(n)
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name, want string
		add        func(*graph)
	}{
		{"what is needed comes first, then by rank, then by OID", "c a b d", func(g *graph) {
			toy(g, rankView, 'd', "a", "", 0)
			toy(g, rankTable, 'b', "", "", 0)
			toy(g, rankTable, 'a', "c", "", 0)
			toy(g, rankType, 'c', "", "", 0)
		}},
		{"a circle is cut where something can be made early", "a' b +a", func(g *graph) {
			toy(g, rankTable, 'a', "", "b", 0)
			toy(g, rankFunction, 'b', "a", "", 0)
		}},
		{"nothing is made early that is in no circle", "b a", func(g *graph) {
			toy(g, rankTable, 'a', "", "b", 0)
			toy(g, rankFunction, 'b', "", "", 0)
		}},
		{"of two that could be, the first is", "a' b +a", func(g *graph) {
			toy(g, rankFunction, 'a', "", "b", 0)
			toy(g, rankTable, 'b', "", "a", 0)
		}},
		{"a circle that cannot be cut costs nobody else the order", "c a b d", func(g *graph) {
			toy(g, rankTable, 'a', "b", "", 0)
			toy(g, rankTable, 'b', "a", "", 0)
			toy(g, rankView, 'd', "b", "", 0)
			toy(g, rankIndex, 'c', "", "", 0)
		}},
		{"what is not there is not waited for", "a", func(g *graph) { toy(g, rankTable, 'a', "zy", "x", 0) }},
	} {
		var g graph
		x.add(&g)
		var got []string
		for _, st := range g.order() {
			got = append(got, st.SQL)
		}
		if s := strings.Join(got, " "); s != x.want {
			t.Errorf("%s: got %s, want %s", x.name, s, x.want)
		}
	}
}

// TestBatches: in one batch there is nothing that needs something in another lane.
func TestBatches(t *testing.T) {
	t.Parallel()
	var g graph
	toy(&g, rankSequence, 'a', "", "", 1)
	toy(&g, rankSequence, 'b', "", "", 2)
	toy(&g, rankTable, 'c', "a", "", 3)
	toy(&g, rankTable, 'd', "", "", 4)
	toy(&g, rankView, 'e', "c", "", 0)
	toy(&g, rankView, 'f', "d", "", 0)
	toy(&g, rankIndex, 'g', "c", "", 3)
	toy(&g, rankIndex, 'h', "cg", "", 3)
	toy(&g, rankIndex, 'i', "d", "", 4)
	var got []string
	for _, st := range g.order() {
		got = append(got, fmt.Sprintf("%s%d.%d", st.SQL, st.Batch, st.Lane))
	}
	if s := strings.Join(got, " "); s != "a1.1 b1.2 c2.3 d2.4 e3.0 f3.0 g4.3 h4.3 i4.4" {
		t.Errorf("got %s", s)
	}
}
