package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ViewBypassesRls finds views through which roles read rows that the policies
// of the table below hide from them.
var ViewBypassesRls = advice.Rule{
	ID:       "security/view-bypasses-rls",
	Title:    "a view shows rows that row level security hides",
	Severity: advice.High,
	Since:    15, // security_invoker
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaViewUses, snapshot.AreaPolicies, snapshot.AreaRoles, snapshot.AreaMemberships,
	},
	Wants: []snapshot.Area{snapshot.AreaViewDefinitions, snapshot.AreaColumns},
	Check: func(p *advice.Pass) {
		uses := map[pg.OID][]*snapshot.Relation{}
		for _, u := range p.ViewUses {
			if r := p.Relation(u.Relation); r != nil {
				uses[u.View] = append(uses[u.View], r)
			}
		}
		for _, v := range p.UserRelations("v") {
			if ofHost(v.Owner) {
				continue
			}
			for _, l := range leaks(p, uses, v) {
				open := slices.DeleteFunc(subject(p, tableGrantees(p, v, "rawd")), func(role string) bool { return exempt(p, role, l.table) })
				if len(open) > 0 {
					reportLeak(p, v, l, open)
					break // one finding for each view
				}
			}
		}
	},
}

// leak is a table with policies that a view reads as a role to which they do
// not apply.
type leak struct {
	table *snapshot.Relation
	as    string
	path  []*snapshot.Relation // the views from the outer one to the table
}

// leaks follows a view through other views down to the tables. A view reads
// what it names as its owner, unless it is a security_invoker view; then as
// whoever reads the view itself.
func leaks(p *advice.Pass, uses map[pg.OID][]*snapshot.Relation, v *snapshot.Relation) []leak {
	var out []leak
	var follow func(v *snapshot.Relation, as string, path []*snapshot.Relation)
	follow = func(v *snapshot.Relation, as string, path []*snapshot.Relation) {
		if slices.Contains(path, v) || filters(v) {
			return
		}
		path = append(slices.Clip(path), v)
		if !invoker(v) {
			as = v.Owner
		}
		for _, r := range uses[v.OID] {
			switch {
			case r.Kind == "v":
				follow(r, as, path)
			case as != "" && r.RowSecurity && len(p.PoliciesOf(r.OID)) > 0 && exempt(p, as, r):
				out = append(out, leak{r, as, path})
			}
		}
	}
	follow(v, "", nil)
	return out
}

func invoker(v *snapshot.Relation) bool { return optionOn(v, "security_invoker") }

func optionOn(v *snapshot.Relation, name string) bool {
	value, _ := v.Option(name)
	on, _ := pg.ParseBool(value)
	return on
}

// filters reports whether a view shows each reader something of his own, or
// was made as a barrier: it then takes the place of the policies on purpose.
func filters(v *snapshot.Relation) bool {
	if optionOn(v, "security_barrier") {
		return true
	}
	d := strings.ToLower(v.Definition)
	for _, w := range []string{"current_user", "session_user", "current_setting(", "auth.uid(", "auth.jwt(", "pg_has_role(", "row_security_active("} {
		if strings.Contains(d, w) {
			return true
		}
	}
	return false
}

func reportLeak(p *advice.Pass, v *snapshot.Relation, l leak, open []string) {
	through := ""
	if n := len(l.path); n > 1 {
		through = " and " + l.path[n-1].PG().String()
	}
	reads := "reads"
	if len(open) > 1 {
		reads = "read"
	}
	evidence := []advice.Evidence{
		{Name: "reads the table as", Value: l.as, Source: "pg_class.relowner"},
		{Name: "policies of " + l.table.PG().String(), Value: len(p.PoliciesOf(l.table.OID)), Source: "pg_policy"},
		{Name: "privileges on the view", Value: open, Source: "pg_class.relacl"},
	}
	p.Report(advice.Finding{
		Title:    fmt.Sprintf("%s %s all rows of %s through view %s%s, past the policies of the table", named(open), reads, l.table.PG(), v.PG(), through),
		Object:   advice.TableObject(v),
		Evidence: evidence,
		Impact:   advice.Impact{Summary: "what the policies of the table hide from these roles they read, and perhaps change, through the view"},
		Fix:      asInvoker(p, l, open),
	})
}
