package rebuild

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// triggers makes those that somebody made: partitions get their parents' by
// themselves, and foreign keys their own.
func (s *script) triggers() {
	for i := range s.Triggers {
		t := &s.Triggers[i]
		r := s.Relation(t.TableOID)
		if t.Internal || t.ParentOID != 0 || !s.rebuilt(r) {
			continue
		}
		o := Object{Kind: "trigger", Name: pg.Name{Name: t.Name}, On: r.PG(), OID: t.OID, Relation: r.OID}
		if t.Definition == "" {
			s.miss(o, "", "the snapshot has no definition of it", r.OID)
			continue
		}
		s.add(Statement{Object: o, SQL: s.expression(t.Definition)})
	}
}

func (s *script) rules() {
	for i := range s.Rules {
		u := &s.Rules[i]
		r := s.Relation(u.TableOID)
		if !s.rebuilt(r) {
			continue
		}
		o := Object{Kind: "rule", Name: pg.Name{Name: u.Name}, On: r.PG(), OID: u.OID, Relation: r.OID}
		if u.Definition == "" {
			s.miss(o, "", "the snapshot has no definition of it", r.OID)
			continue
		}
		s.add(Statement{Object: o, SQL: s.expression(strings.TrimSuffix(strings.TrimSpace(u.Definition), ";"))})
	}
}

var policyCommands = map[string]string{"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}

func (s *script) policies() {
	for i := range s.Policies {
		p := &s.Policies[i]
		r := s.Relation(p.TableOID)
		if !s.rebuilt(r) {
			continue
		}
		o := Object{Kind: "policy", Name: pg.Name{Name: p.Name}, On: r.PG(), OID: p.OID, Relation: r.OID}
		if p.Using == "" && p.WithCheck == "" && s.Unseen(snapshot.AreaExpressions) != nil {
			s.miss(o, "", "the snapshot has not its expressions", r.OID)
			continue
		}
		roles := make([]string, len(p.Roles))
		for j, name := range p.Roles {
			roles[j] = "public"
			if name != "public" {
				roles[j] = pg.QuoteIdent(s.role(name))
			}
		}
		kind := "permissive"
		if !p.Permissive {
			kind = "restrictive"
		}
		sql := fmt.Sprintf("create policy %s on %s as %s for %s to %s", pg.QuoteIdent(p.Name), r.PG(), kind, policyCommands[p.Command], strings.Join(roles, ", "))
		if p.Using != "" {
			sql += " using (" + s.expression(p.Using) + ")"
		}
		if p.WithCheck != "" {
			sql += " with check (" + s.expression(p.WithCheck) + ")"
		}
		s.add(Statement{Object: o, SQL: sql})
	}
}
