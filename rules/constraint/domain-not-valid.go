package constraint

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DomainNotValid finds constraints of domains that were never checked for the
// values that were there before them.
var DomainNotValid = advice.Rule{
	ID:       "constraint/domain-not-valid",
	Title:    "a domain's constraint that some values may break",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaTypes, snapshot.AreaConstraints, snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:    []snapshot.Area{snapshot.AreaExpressions, snapshot.AreaTableCounters},
	Check: func(p *advice.Pass) {
		for i := range p.Constraints {
			k := &p.Constraints[i]
			if d := p.Type(k.DomainOID); k.DomainOID != 0 && d != nil && !k.Validated && k.Enforced && k.Extension == "" {
				reportDomain(p, d, k)
			}
		}
	},
}

func reportDomain(p *advice.Pass, d *snapshot.Type, k *snapshot.Constraint) {
	tables, columns := storing(p, d)
	name := pg.QuoteIdent(k.Name)
	f := advice.Finding{
		Title:  fmt.Sprintf("constraint %s of domain %s was never validated: %s of it may break it", name, d.PG(), advice.Plural(int64(len(columns)), "column")),
		Object: advice.Object{Kind: "constraint", Schema: d.Schema, Name: k.Name, Table: d.Name},
		Evidence: []advice.Evidence{
			{Name: "convalidated", Value: k.Validated, Source: "pg_constraint.convalidated"},
			{Name: "columns", Value: columns, Source: "pg_attribute.atttypid"},
		},
		Impact: advice.Impact{Summary: "values from before it may break it; such a value can be read, but not cast to the domain or written again"},
	}
	if k.Expression != "" {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "condition", Value: k.Expression, Source: "pg_constraint.conbin"})
	}
	if len(tables) == 0 {
		f.Severity = advice.Low
		f.Title = fmt.Sprintf("constraint %s of domain %s was never validated", name, d.PG())
		f.Evidence[1].Value = "none"
	}
	sql := "alter domain " + d.PG().String() + " validate constraint " + name
	step := advice.SQL(sql)
	caution := "there is nothing to undo, since the constraint binds new values already"
	if len(tables) > 0 {
		step = advice.Locking(pg.ShareLock, tables[0].PG(), sql)
		caution = fmt.Sprintf("reads every table that has the domain (%s), none of which can be written meanwhile; if it fails it names a column with a bad value; %s", strings.Join(pgNames(tables), ", "), caution)
	}
	f.Fix = &advice.Fix{Summary: "check the values that are there", Steps: []advice.Step{step}, Caution: caution}
	p.Report(f)
}

// storing returns the tables with columns of the domain, or of a domain over
// it, and the columns.
func storing(p *advice.Pass, d *snapshot.Type) (tables []*snapshot.Relation, columns []string) {
	for i := range p.Relations {
		t := &p.Relations[i]
		if t.Kind != "r" && t.Kind != "m" && t.Kind != "p" {
			continue
		}
		has := false
		for j := range t.Columns {
			c := &t.Columns[j]
			if !c.Dropped && isDomain(p, c.TypeOID, d) {
				has = true
				columns = append(columns, t.PG().String()+"."+pg.QuoteIdent(c.Name))
			}
		}
		if has {
			tables = append(tables, t)
		}
	}
	return tables, columns
}

func isDomain(p *advice.Pass, oid pg.OID, d *snapshot.Type) bool {
	for oid != d.OID {
		t := p.Type(oid)
		if t == nil || t.Kind != "d" {
			return false
		}
		oid = t.BaseOID
	}
	return true
}

func pgNames(tables []*snapshot.Relation) []string {
	var out []string
	for _, t := range tables {
		out = append(out, t.PG().String())
	}
	return out
}
