package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NestedViews finds views over views over views.
var NestedViews = advice.Rule{
	ID:       "query/nested-views",
	Title:    "a view over many layers of views",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaViewUses},
	Wants:    []snapshot.Area{snapshot.AreaViewDefinitions},
	Thresholds: []advice.Threshold{
		{Name: "min_depth", Default: 4, Unit: "layers", Doc: "layers of views from which on it is reported"},
	},
	Check: func(p *advice.Pass) {
		n := nesting{p: p, reads: map[pg.OID][]*snapshot.Relation{}, depth: map[*snapshot.Relation]int{}}
		read := map[*snapshot.Relation]bool{}
		for _, u := range p.ViewUses {
			if r := p.Relation(u.Relation); r != nil && u.View != u.Relation {
				n.reads[u.View] = append(n.reads[u.View], r)
				if top := p.Relation(u.View); top != nil && top.Kind == "v" && !top.System && top.Extension == "" {
					read[r] = true
				}
			}
		}
		for _, v := range p.UserRelations("v", "m") {
			// What lies under another view is reported with that one.
			if !read[v] && float64(n.layers(v)) >= p.Threshold("min_depth") {
				reportNesting(p, n, v)
			}
		}
	},
}

// nesting measures how many layers of views are expanded into a query. A
// materialized view is read as a table and ends a layer.
type nesting struct {
	p     *advice.Pass
	reads map[pg.OID][]*snapshot.Relation
	depth map[*snapshot.Relation]int
}

// layers is 1 for a view over tables. Views cannot be circular; a view whose
// depth is being measured counts as 0, lest a damaged file hang us.
func (n nesting) layers(v *snapshot.Relation) int {
	if d, ok := n.depth[v]; ok {
		return d
	}
	n.depth[v] = 0
	deepest := 0
	for _, r := range n.reads[v.OID] {
		if r.Kind == "v" {
			deepest = max(deepest, n.layers(r))
		}
	}
	n.depth[v] = deepest + 1
	return deepest + 1
}

// chain is the deepest way down from a view, itself first. Each step goes
// less deep than the one before, so that a circle in a damaged file ends.
func (n nesting) chain(v *snapshot.Relation) []string {
	out := []string{v.PG().String()}
	for {
		below := slices.DeleteFunc(slices.Clone(n.reads[v.OID]), func(r *snapshot.Relation) bool { return r.Kind != "v" || n.depth[r] >= n.depth[v] })
		if len(below) == 0 {
			return out
		}
		v = slices.MaxFunc(below, func(a, b *snapshot.Relation) int {
			return cmp.Or(cmp.Compare(n.depth[a], n.depth[b]), cmp.Compare(b.OID, a.OID))
		})
		out = append(out, v.PG().String())
	}
}

// under collects what lies under a view: the layers and, at the bottom, the
// tables, foreign tables and materialized views.
func (n nesting) under(v *snapshot.Relation, seen map[*snapshot.Relation]bool) (tables int) {
	for _, r := range n.reads[v.OID] {
		switch {
		case seen[r]:
		case r.Kind == "v":
			seen[r] = true
			tables += n.under(r, seen)
		default:
			seen[r] = true
			tables++
		}
	}
	return tables
}

func reportNesting(p *advice.Pass, n nesting, v *snapshot.Relation) {
	chain := n.chain(v)
	tables := n.under(v, map[*snapshot.Relation]bool{})
	kind, reader := "view", "a query of it"
	fix := &advice.Fix{
		Summary: "write it over the tables that it needs",
		Steps:   []advice.Step{advice.ByHand("write " + v.PG().String() + " over tables, without the columns and joins that it does not need, compare the results of both, and replace it")},
		Caution: "CREATE OR REPLACE VIEW keeps grants and what depends on the view, as long as columns are only added at the end",
	}
	if v.Kind == "m" {
		kind, reader = "materialized view", "each refresh"
		fix.Caution = "a materialized view cannot be replaced in place: make the new one beside it with its indexes, and swap the names in one transaction; the old one is the undo"
	} else if v.Definition != "" {
		fix.Undo = []advice.Step{advice.Locking(pg.AccessExclusiveLock, v.PG(), restoreView(v))}
	}
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("%s %s is %d layers of views deep and reads %s", kind, v.PG(), len(chain), advice.Plural(int64(tables), "table")),
		Object: advice.TableObject(v),
		Evidence: []advice.Evidence{
			{Name: "layers", Value: chain, Source: "pg_depend, pg_rewrite"},
			{Name: "tables read", Value: tables, Source: "pg_depend, pg_rewrite"},
		},
		Impact: advice.Impact{Summary: reader + " plans and joins all of them, needed or not: beyond join_collapse_limit the order of joins is that of the text, and row estimates err a little more in each layer"},
		Fix:    fix,
	})
}

// restoreView is the statement that brings the present definition back.
func restoreView(v *snapshot.Relation) string {
	with := ""
	if len(v.Options) > 0 {
		options := make([]string, len(v.Options))
		for i, o := range v.Options {
			name, value, _ := strings.Cut(o, "=")
			options[i] = pg.QuoteIdent(name) + "=" + pg.QuoteLiteral(value)
		}
		with = " with (" + strings.Join(options, ", ") + ")"
	}
	return "create or replace view " + v.PG().String() + with + " as " + strings.TrimSuffix(strings.TrimSpace(v.Definition), ";")
}
