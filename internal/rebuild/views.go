package rebuild

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// view adds a view or a materialized view. A view in a circle is first made
// with its columns alone.
func (s *script) view(r *snapshot.Relation) {
	o := relationObject(r)
	n := &node{key: key{classRelation, r.OID}, rank: rankView, needs: s.columnTypes(r)}
	n.lateNeeds = append(keysOf(s.needs[n.key]), s.uses[r.OID]...)
	query := s.expression(strings.TrimSuffix(strings.TrimSpace(r.Definition), ";"))
	switch {
	case r.Definition == "":
		s.miss(o, "", "the snapshot has no definition of it", r.OID)
		return
	case r.Kind == "m":
		n.needs, n.lateNeeds = append(n.needs, n.lateNeeds...), nil
		create := func(r *snapshot.Relation) string {
			return fmt.Sprintf("create materialized view %s (%s)%s as %s with no data", r.PG(), s.columnList(r), s.storage(r), query)
		}
		whole := Statement{Object: o, SQL: create(r)}
		if foreignMethod(r) {
			heap := *r
			heap.AccessMethod = ""
			whole.Instead = []Alternative{{SQL: create(&heap), StandIn: "a materialized view in a heap"}}
		}
		n.whole = []Statement{whole}
	default:
		whole := Statement{Object: o, SQL: fmt.Sprintf("create or replace view %s (%s)%s as %s", r.PG(), s.columnList(r), s.viewOptions(r), query)}
		n.early = []Statement{{Object: o, SQL: s.emptyView(r)}}
		n.whole = []Statement{whole}
		whole.Instead = []Alternative{{nothing, "a view of the same columns without rows", true}}
		n.late = []Statement{whole}
		for i := range r.Columns {
			if c := &r.Columns[i]; c.Default != "" {
				set := Statement{Object: o, SQL: fmt.Sprintf("alter view %s alter column %s set default %s", r.PG(), pg.QuoteIdent(c.Name), s.expression(c.Default))}
				n.whole, n.late = append(n.whole, set), append(n.late, set)
			}
		}
	}
	s.graph.add(n)
}

func (s *script) columnList(r *snapshot.Relation) string {
	var names []string
	for i := range r.Columns {
		if !r.Columns[i].Dropped {
			names = append(names, r.Columns[i].Name)
		}
	}
	return pg.QuoteIdents(names)
}

func (s *script) viewOptions(r *snapshot.Relation) string {
	if len(r.Options) == 0 {
		return ""
	}
	return " with (" + strings.Join(parameters(r.Options, ""), ", ") + ")"
}

func (s *script) emptyView(r *snapshot.Relation) string {
	var columns []string
	for i := range r.Columns {
		if c := &r.Columns[i]; !c.Dropped {
			columns = append(columns, "null::"+s.typeText(c.Type, c.TypeOID)+s.collate(c)+" as "+pg.QuoteIdent(c.Name))
		}
	}
	return fmt.Sprintf("create view %s as select %s", r.PG(), strings.Join(columns, ", "))
}
