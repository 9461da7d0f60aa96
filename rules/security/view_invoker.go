package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// asInvoker is the fix that lets each view on the way read as its caller.
func asInvoker(p *advice.Pass, l leak, readers []string) *advice.Fix {
	fix := &advice.Fix{
		Summary: "let the view read the table as whoever queries it",
		Caution: "The readers then need privileges of their own on every relation that the view names, and see less: that is the point, but a report that adds up all customers needs a role with BYPASSRLS. Each statement waits for ACCESS EXCLUSIVE on the view.",
	}
	if lacking := withoutSelect(p, l.table, readers); len(lacking) > 0 {
		fix.Steps = append(fix.Steps, advice.ByHand(fmt.Sprintf("grant select on %s to %s, whose queries on the view fail otherwise", l.table.PG(), strings.Join(lacking, ", "))))
	}
	for _, v := range l.path {
		if !invoker(v) {
			fix.Steps = append(fix.Steps, setView(v, "set (security_invoker = true)"))
			fix.Undo = append(fix.Undo, setView(v, formerInvoker(v)))
		}
	}
	slices.Reverse(fix.Undo)
	return fix
}

func setView(v *snapshot.Relation, how string) advice.Step {
	return advice.Locking(pg.AccessExclusiveLock, v.PG(), "alter view "+v.PG().String()+" "+how)
}

func formerInvoker(v *snapshot.Relation) string {
	if value, ok := v.Option("security_invoker"); ok {
		return "set (security_invoker = " + pg.QuoteLiteral(value) + ")"
	}
	return "reset (security_invoker)"
}

// withoutSelect are those of the roles that have no privilege to read the table.
func withoutSelect(p *advice.Pass, t *snapshot.Relation, roles []string) []string {
	may := tableGrantees(p, t, "r")
	return slices.DeleteFunc(slices.Clone(roles), func(role string) bool {
		return slices.ContainsFunc(may, func(g string) bool { return g == public || role != public && actsAs(p, role, g) })
	})
}
