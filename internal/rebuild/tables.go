package rebuild

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// rebuilt reports whether the script makes the relation.
func (s *script) rebuilt(r *snapshot.Relation) bool {
	return r != nil && !r.System && !s.made(r.Extension) && r.Persistence != "t" && strings.Contains("rpvmf", r.Kind)
}

func (s *script) relations() {
	for i := range s.Relations {
		r := &s.Relations[i]
		switch {
		case !s.rebuilt(r):
		case r.Kind == "v" || r.Kind == "m":
			s.view(r)
		default:
			s.table(r)
		}
	}
}

var relationKinds = map[string]string{
	"r": "table", "p": "table", "f": "foreign table", "v": "view", "m": "materialized view",
}

func relationObject(r *snapshot.Relation) Object {
	return Object{Kind: relationKinds[r.Kind], Name: r.PG(), OID: r.OID, Relation: r.OID}
}

// table makes a table that stands alone, its parents and partitions apart, with
// the columns that were dropped, which go again: attribute numbers stay.
func (s *script) table(r *snapshot.Relation) {
	o, name := relationObject(r), r.PG().String()
	n := &node{key: key{classRelation, r.OID}, rank: rankTable, lane: s.lane(r), needs: s.columnTypes(r)}
	for _, d := range s.needs[n.key] {
		if c := r.Column(d.attnum); d.attnum == 0 && r.PartKey == "" || c != nil && c.Generated == "" {
			n.lateNeeds = append(n.lateNeeds, d.on)
		} else {
			n.needs = append(n.needs, d.on)
		}
	}
	s.missUnseen(r)
	inline, later := s.tableConstraints(r)
	whole := Statement{Object: o, SQL: s.createTable(r, inline, true)}
	bare := Statement{Object: o, SQL: s.createTable(r, nil, false)}
	if whole.SQL != bare.SQL {
		whole.Instead = []Alternative{{SQL: bare.SQL, StandIn: "the table without its defaults and checks"}}
	}
	if foreignMethod(r) {
		heap := *r
		heap.AccessMethod = ""
		whole.Instead = append(whole.Instead, Alternative{SQL: s.createTable(&heap, inline, true), StandIn: "a heap table"})
	}
	after := s.dropColumns(r, o)
	n.early = append([]Statement{bare}, after...)
	for i := range r.Columns {
		if c := &r.Columns[i]; !c.Dropped && c.Default != "" && c.Generated == "" {
			n.late = append(n.late, Statement{Object: o, SQL: fmt.Sprintf("alter %s only %s alter column %s set default %s",
				o.Kind, name, pg.QuoteIdent(c.Name), s.expression(c.Default))})
		}
	}
	for _, clause := range inline {
		n.late = append(n.late, Statement{Object: o, SQL: fmt.Sprintf("alter %s only %s add %s", o.Kind, name, clause)})
	}
	for _, clause := range later {
		add := Statement{Object: o, SQL: fmt.Sprintf("alter %s only %s add %s", o.Kind, name, clause)}
		after, n.late = append(after, add), append(n.late, add)
	}
	n.whole = append([]Statement{whole}, after...)
	s.graph.add(n)
}

// missUnseen names what the snapshot knows to be there and nothing else: when it
// was taken, another session had the table locked.
func (s *script) missUnseen(r *snapshot.Relation) {
	if r.PartStrategy != "" && r.PartKey == "" {
		s.miss(relationObject(r), "a table without partitions", "the snapshot has not its partition key", r.OID)
	}
	for i := range r.Columns {
		if c := &r.Columns[i]; !c.Dropped && c.Generated != "" && c.Default == "" {
			o := Object{Kind: "column", Name: pg.Name{Name: c.Name}, On: r.PG(), Relation: r.OID}
			s.miss(o, "a column that is not generated", "the snapshot has not its expression", r.OID)
		}
	}
	for _, k := range s.ConstraintsOf(r.OID) {
		if (k.Type == "c" || k.Type == "x") && k.Definition == "" {
			s.miss(keyObject(k, r), "", "the snapshot has no definition of it", r.OID)
		}
	}
}

// lane lets tables be made at the same time, but for the children of others,
// whose OIDs have an order that counts.
func (s *script) lane(r *snapshot.Relation) pg.OID {
	if len(r.Parents) > 0 && !r.IsPartition {
		return laneOfChildren
	}
	return r.OID
}

// laneOfChildren is no relation's: users' OIDs are higher.
const laneOfChildren = 1

// tableConstraints are the checks that CREATE TABLE can take, and the
// constraints that must come later, for it would take them as valid.
func (s *script) tableConstraints(r *snapshot.Relation) (inline, later []string) {
	for _, k := range s.ConstraintsOf(r.OID) {
		clause := "constraint " + pg.QuoteIdent(k.Name) + " "
		switch {
		case k.Type == "c" && k.Definition != "" && k.Validated && k.Enforced:
			inline = append(inline, clause+s.expression(k.Definition))
		case k.Type == "c" && k.Definition != "":
			later = append(later, clause+s.expression(k.Definition))
		case k.Type == "n" && !k.Validated:
			later = append(later, clause+s.notNull(r, k)+" not valid")
		}
	}
	return inline, later
}

// notNull is a named one, as 18 has them.
func (s *script) notNull(r *snapshot.Relation, k *snapshot.Constraint) string {
	clause := "not null " + pg.QuoteIdents(r.ColumnNames(k.Columns))
	if k.NoInherit {
		clause += " no inherit"
	}
	return clause
}

func (s *script) createTable(r *snapshot.Relation, checks []string, defaults bool) string {
	var items []string
	for i := range r.Columns {
		items = append(items, s.column(r, &r.Columns[i], defaults))
	}
	for _, k := range s.ConstraintsOf(r.OID) {
		if k.Type == "n" && k.Validated && len(k.Columns) == 1 {
			items = append(items, "constraint "+pg.QuoteIdent(k.Name)+" "+s.notNull(r, k))
		}
	}
	items = append(items, checks...)
	create := "create "
	if r.Persistence == "u" {
		create += "unlogged "
	}
	sql := create + relationKinds[r.Kind] + " " + r.PG().String() + " (" + strings.Join(items, ", ") + ")"
	if r.Kind == "f" {
		return sql + " server " + pg.QuoteIdent(r.ForeignServer) + s.foreignOptions(r.ForeignServer, r.ForeignOptions)
	}
	if r.PartKey != "" {
		sql += " partition by " + s.expression(r.PartKey)
	}
	return sql + s.storage(r)
}

// storage is the part of CREATE TABLE and CREATE MATERIALIZED VIEW that says
// how and where.
func (s *script) storage(r *snapshot.Relation) (sql string) {
	if foreignMethod(r) {
		sql += " using " + pg.QuoteIdent(r.AccessMethod)
	}
	options := parameters(r.Options, "")
	if t := s.Relation(r.ToastOID); t != nil {
		options = append(options, parameters(t.Options, "toast.")...)
	}
	if len(options) > 0 {
		sql += " with (" + strings.Join(options, ", ") + ")"
	}
	if t := s.place(r.Tablespace); t != "" {
		sql += " tablespace " + pg.QuoteIdent(t)
	}
	return sql
}

// foreignMethod reports whether an extension stores the table.
func foreignMethod(r *snapshot.Relation) bool {
	return r.AccessMethod != "" && r.AccessMethod != "heap"
}

// parameters prints name=value options with their values quoted.
func parameters(options []string, prefix string) []string {
	out := make([]string, 0, len(options))
	for _, o := range options {
		name, value, _ := strings.Cut(o, "=")
		out = append(out, prefix+pg.QuoteIdent(name)+" = "+pg.QuoteLiteral(value))
	}
	return out
}
