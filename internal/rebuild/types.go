package rebuild

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// indexTypes notes what makes which type, and which types get a stand-in.
func (s *script) indexTypes() {
	for i := range s.Types {
		t := &s.Types[i]
		k := key{classType, t.OID}
		s.types[t.OID] = k
		if t.ArrayOID != 0 {
			s.types[t.ArrayOID] = k
		}
		if !s.made(t.Extension) && t.Kind == "b" {
			s.standIn[t.OID] = t.Extension
			if t.ArrayOID != 0 {
				s.standIn[t.ArrayOID] = t.Extension
			}
		}
	}
	for i := range s.Relations {
		r := &s.Relations[i]
		k := key{classRelation, r.OID}
		if r.Kind == "c" || r.RowType == 0 || r.System {
			continue
		}
		s.types[r.RowType] = k
		if r.RowTypeArray != 0 {
			s.types[r.RowTypeArray] = k
		}
	}
}

// userTypes adds the types of their own: not the row types of tables.
func (s *script) userTypes() {
	for i := range s.Types {
		t := &s.Types[i]
		if s.made(t.Extension) {
			continue
		}
		switch t.Kind {
		case "e":
			s.enum(t)
		case "d":
			s.domain(t)
		case "c":
			s.composite(t)
		case "r":
			s.rangeType(t)
		case "b":
			s.baseType(t)
		}
	}
}

func typeObject(t *snapshot.Type, kind string) Object {
	return Object{Kind: kind, Name: t.PG(), OID: t.OID}
}

func (s *script) enum(t *snapshot.Type) {
	labels := make([]string, len(t.Labels))
	for i, l := range t.Labels {
		labels[i] = pg.QuoteLiteral(l)
	}
	s.graph.add(&node{key: key{classType, t.OID}, rank: rankType, whole: []Statement{{
		Object: typeObject(t, "type"),
		SQL:    "create type " + t.PG().String() + " as enum (" + strings.Join(labels, ", ") + ")",
	}}})
}

// baseType stands in for a type whose functions are in C.
func (s *script) baseType(t *snapshot.Type) {
	reason := s.lacking[t.Extension]
	if reason == "" {
		reason = "its input and output functions are not in SQL"
	}
	o := typeObject(t, "type")
	if users := s.columnsOf(t); len(users) > 0 || t.Extension == "" {
		s.miss(o, "a domain over text", reason, users...)
	}
	s.graph.add(&node{key: key{classType, t.OID}, rank: rankType, whole: []Statement{{
		Object: o, SQL: "create domain " + t.PG().String() + " as pg_catalog.text",
	}}})
}

// columnsOf are the relations that have a column of the type or an array of it.
func (s *script) columnsOf(t *snapshot.Type) []pg.OID {
	var out []pg.OID
	for i := range s.Relations {
		r := &s.Relations[i]
		if r.Kind != "c" && s.rebuilt(r) && slices.ContainsFunc(r.Columns, func(c snapshot.Column) bool {
			return !c.Dropped && (c.TypeOID == t.OID || t.ArrayOID != 0 && c.TypeOID == t.ArrayOID)
		}) {
			out = append(out, r.OID)
		}
	}
	return out
}

func (s *script) rangeType(t *snapshot.Type) {
	o := typeObject(t, "type")
	parts := []string{"subtype = " + t.Subtype}
	if t.SubtypeOpclass.Name != "" && !s.lacksOpclass(t) {
		parts = append(parts, "subtype_opclass = "+t.SubtypeOpclass.String())
	}
	if t.RangeCollation.Name != "" {
		parts = append(parts, "collation = "+t.RangeCollation.String())
	}
	if t.SubtypeDiff.Name != "" {
		parts = append(parts, "subtype_diff = "+t.SubtypeDiff.String())
	}
	if t.Canonical.Name != "" {
		s.miss(o, "the same type without its canonical function", "the function would have to be in C")
	}
	n := &node{key: key{classType, t.OID}, rank: rankType, needs: s.typeNeeds(t)}
	var also []key
	if m := s.Type(t.MultirangeOID); m != nil {
		parts = append(parts, "multirange_type_name = "+m.PG().String())
		also = append(also, key{classType, m.OID})
	}
	n.whole = []Statement{{Object: o, SQL: "create type " + t.PG().String() + " as range (" + strings.Join(parts, ", ") + ")"}}
	s.graph.add(n, also...)
}

// lacksOpclass reports whether the operator class is of an extension that is
// not there; then the subtype's default one must do.
func (s *script) lacksOpclass(t *snapshot.Type) bool {
	return slices.ContainsFunc(s.needs[key{classType, t.OID}], func(d dependency) bool {
		e := s.extension(d.on)
		return e != "" && s.lacking[e] != ""
	})
}

func (s *script) typeNeeds(t *snapshot.Type) []key {
	var out []key
	for _, oid := range []pg.OID{t.BaseOID, t.SubtypeOID} {
		if k, ok := s.types[oid]; ok {
			out = append(out, k)
		}
	}
	for _, d := range s.needs[key{classType, t.OID}] {
		out = append(out, d.on)
	}
	return out
}

// composite makes dropped attributes too, for attribute numbers stay.
func (s *script) composite(t *snapshot.Type) {
	r := s.Relation(t.RelationOID)
	if r == nil {
		return
	}
	o := typeObject(t, "type")
	var attributes, drops []string
	for i := range r.Columns {
		c := &r.Columns[i]
		if c.Dropped {
			name := pg.QuoteIdent(droppedName(c))
			attributes = append(attributes, name+" "+placeholder(c))
			drops = append(drops, "drop attribute "+name)
			continue
		}
		attributes = append(attributes, pg.QuoteIdent(c.Name)+" "+s.typeText(c.Type, c.TypeOID)+s.collate(c))
	}
	n := &node{key: key{classType, t.OID}, rank: rankType, needs: s.columnTypes(r)}
	n.whole = []Statement{{Object: o, SQL: "create type " + t.PG().String() + " as (" + strings.Join(attributes, ", ") + ")"}}
	if len(drops) > 0 {
		n.whole = append(n.whole, Statement{Object: o, SQL: "alter type " + t.PG().String() + " " + strings.Join(drops, ", ")})
	}
	s.graph.add(n, key{classRelation, r.OID})
}
