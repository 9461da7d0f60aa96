package rebuild

import (
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func (s *script) domain(t *snapshot.Type) {
	o, name := typeObject(t, "domain"), t.PG().String()
	bare := "create domain " + name + " as " + s.typeText(t.BaseType, t.BaseOID)
	if t.Collation.Name != "" && t.Collation != s.collationOf(t.BaseOID) {
		bare += " collate " + t.Collation.String()
	}
	var clauses, alters []string
	if t.Default != "" {
		clauses = append(clauses, " default "+s.expression(t.Default))
		alters = append(alters, "set default "+s.expression(t.Default))
	}
	var after []Statement
	named := false
	for _, k := range s.domainConstraints[t.OID] {
		clause := "constraint " + pg.QuoteIdent(k.Name) + " "
		switch {
		case k.Type == "n":
			named = true
			bare += " " + clause + "not null"
			continue
		case k.Definition == "":
			continue
		case k.Validated:
			clauses = append(clauses, " "+clause+s.expression(k.Definition))
			alters = append(alters, "add "+clause+s.expression(k.Definition))
		default:
			after = append(after, Statement{Object: o, SQL: "alter domain " + name + " add " + clause + s.expression(k.Definition)})
		}
	}
	if t.NotNull && !named {
		bare += " not null"
	}
	whole := Statement{Object: o, SQL: bare + strings.Join(clauses, "")}
	if len(clauses) > 0 {
		whole.Instead = []Alternative{{SQL: bare, StandIn: "the domain without its default and checks"}}
	}
	n := &node{key: key{classType, t.OID}, rank: rankType, whole: append([]Statement{whole}, after...)}
	if k, ok := s.types[t.BaseOID]; ok {
		n.needs = append(n.needs, k)
	}
	for _, d := range s.needs[n.key] {
		n.lateNeeds = append(n.lateNeeds, d.on)
	}
	n.early = []Statement{{Object: o, SQL: bare}}
	for _, a := range alters {
		n.late = append(n.late, Statement{Object: o, SQL: "alter domain " + name + " " + a})
	}
	n.late = append(n.late, after...)
	s.graph.add(n)
}
