package rebuild

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
)

// programFlags says which triggers and rules are enabled when.
func (s *script) programFlags() {
	var triggers, rules []string
	for i := range s.Triggers {
		t := &s.Triggers[i]
		if r := s.Relation(t.TableOID); s.rebuilt(r) && t.Enabled != "O" && (!t.Internal || t.ParentOID != 0) {
			triggers = append(triggers, row(named(r.PG()), pg.QuoteLiteral(t.Name), char(t.Enabled)))
		}
	}
	for i := range s.Rules {
		u := &s.Rules[i]
		if r := s.Relation(u.TableOID); s.rebuilt(r) && u.Enabled != "O" {
			rules = append(rules, row(named(r.PG()), pg.QuoteLiteral(u.Name), char(u.Enabled)))
		}
	}
	s.bulk("flags of triggers", `update pg_catalog.pg_trigger t
set tgenabled = v.enabled
from (values %s) v(name, trigger_name, enabled)
where t.tgrelid = pg_catalog.to_regclass(v.name) and t.tgname = v.trigger_name`, triggers)
	s.bulk("flags of rules", `update pg_catalog.pg_rewrite r
set ev_enabled = v.enabled
from (values %s) v(name, rule_name, enabled)
where r.ev_class = pg_catalog.to_regclass(v.name) and r.rulename = v.rule_name`, rules)
}

// functionFlags writes privileges, and who is leakproof: only superusers may
// say so of a function, and what they run must evaluate nothing.
func (s *script) functionFlags() {
	var rows []string
	for i := range s.Functions {
		f := &s.Functions[i]
		if f.ACL == nil && (!f.Leakproof || s.made(f.Extension)) {
			continue
		}
		rows = append(rows, row(pg.QuoteLiteral(f.Schema), pg.QuoteLiteral(f.Name), pg.QuoteLiteral(f.Arguments), s.acl(f.ACL), boolean(f.Leakproof)))
	}
	s.bulk("privileges and flags of functions", `update pg_catalog.pg_proc p
set proacl = v.acl, proleakproof = v.leakproof
from (values %s) v(schema, name, arguments, acl, leakproof)
join pg_catalog.pg_namespace n on n.nspname = v.schema
where p.pronamespace = n.oid and p.proname = v.name and pg_catalog.pg_get_function_identity_arguments(p.oid) = v.arguments`, rows)
}

// ownSequences does what OWNED BY does, and no more.
func (s *script) ownSequences() {
	var rows []string
	for i := range s.Sequences {
		q := &s.Sequences[i]
		r := s.Relation(q.TableOID)
		if q.Identity || s.made(q.Extension) || !s.rebuilt(r) {
			continue
		}
		if c := r.Column(q.Attnum); c != nil && !c.Dropped {
			rows = append(rows, row(named(q.PG()), named(r.PG()), fmt.Sprint(c.Attnum)))
		}
	}
	s.bulk("owning columns of sequences", `insert into pg_catalog.pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
select c.tableoid, c.oid, 0, c.tableoid, t.oid, v.attnum, 'a'
from (values %s) v(name, on_name, attnum)
join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass(v.name)
join pg_catalog.pg_class t on t.oid = pg_catalog.to_regclass(v.on_name)`, rows)
}

func (s *script) otherFlags() {
	var types, schemas, statistics []string
	for i := range s.Types {
		if t := &s.Types[i]; !s.made(t.Extension) && t.ACL != nil {
			types = append(types, row(named(t.PG()), s.acl(t.ACL)))
		}
	}
	for i := range s.Schemas {
		if n := &s.Schemas[i]; n.ACL != nil || n.Name == "public" || s.made(n.Extension) {
			schemas = append(schemas, row(pg.QuoteLiteral(n.Name), s.acl(n.ACL)))
		}
	}
	for i := range s.ExtendedStatistics {
		if x := &s.ExtendedStatistics[i]; x.StatTarget >= 0 {
			statistics = append(statistics, row(pg.QuoteLiteral(x.Schema), pg.QuoteLiteral(x.Name), fmt.Sprint(x.StatTarget)))
		}
	}
	s.bulk("privileges of types", `update pg_catalog.pg_type t
set typacl = v.acl
from (values %s) v(name, acl)
where t.oid = pg_catalog.to_regtype(v.name)`, types)
	s.bulk("privileges of schemas", `update pg_catalog.pg_namespace n
set nspacl = v.acl
from (values %s) v(name, acl)
where n.nspname = v.name`, schemas)
	s.bulk("targets of statistics objects", `update pg_catalog.pg_statistic_ext x
set stxstattarget = v.target
from (values %s) v(schema, name, target)
join pg_catalog.pg_namespace n on n.nspname = v.schema
where x.stxnamespace = n.oid and x.stxname = v.name`, statistics)
	for i := range s.ForeignServers {
		s.add(Statement{Stage: Attributes, Superuser: true, Object: Object{Kind: "server", Name: pg.Name{Name: s.ForeignServers[i].Name}},
			SQL: "revoke usage on foreign server " + pg.QuoteIdent(s.ForeignServers[i].Name) + " from " + pg.QuoteIdent(s.plan.Owner)})
	}
}
