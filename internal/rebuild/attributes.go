package rebuild

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// attributes writes what no statement is needed for straight into the
// catalogs, many rows at a time: it is exact, and a hundred times as fast.
func (s *script) attributes() {
	s.owners()
	s.relationFlags()
	s.columnFlags()
	s.constraintFlags()
	s.indexFlags()
	s.ownSequences()
	s.programFlags()
	s.functionFlags()
	s.otherFlags()
}

// bulkRows bounds a statement.
const bulkRows = 500

// bulk runs a statement for rows of values, which stand at its %s.
func (s *script) bulk(what, statement string, rows []string) {
	for len(rows) > 0 {
		n := min(bulkRows, len(rows))
		s.add(Statement{
			Stage: Attributes, Superuser: true, Object: Object{Kind: what},
			SQL: fmt.Sprintf(statement, strings.Join(rows[:n], ",\n")),
		})
		rows = rows[n:]
	}
}

func row(values ...string) string { return "(" + strings.Join(values, ", ") + ")" }

// named is a qualified name as text, for to_regclass and the like.
func named(n pg.Name) string { return pg.QuoteLiteral(n.String()) }

func boolean(b bool) string { return fmt.Sprint(b) }

// char is a value of type "char", null where there is none.
func char(v string) string {
	if v == "" {
		return `null::pg_catalog."char"`
	}
	return pg.QuoteLiteral(v) + `::pg_catalog."char"`
}

func texts(list []string) string {
	if len(list) == 0 {
		return "null::pg_catalog.text[]"
	}
	quoted := make([]string, len(list))
	for i, t := range list {
		quoted[i] = pg.QuoteLiteral(t)
	}
	return "array[" + strings.Join(quoted, ", ") + "]::pg_catalog.text[]"
}

func (s *script) relationFlags() {
	var rows []string
	for i := range s.Relations {
		r := &s.Relations[i]
		identity := r.ReplicaIdentity == "" || r.ReplicaIdentity == "d"
		populated := r.Kind == "m" && r.Populated
		if !s.rebuilt(r) && (r.ACL == nil || r.System || r.Extension == "") || r.ACL == nil && identity && !r.RowSecurity && !r.ForceRLS && !populated {
			continue
		}
		rows = append(rows, row(named(r.PG()), s.acl(r.ACL), char(r.ReplicaIdentity), boolean(r.RowSecurity), boolean(r.ForceRLS), boolean(r.Kind != "m" || populated)))
	}
	for i := range s.Sequences {
		if q := &s.Sequences[i]; !s.made(q.Extension) && q.ACL != nil {
			rows = append(rows, row(named(q.PG()), s.acl(q.ACL), char(""), "false", "false", "true"))
		}
	}
	s.bulk("privileges and flags of relations", `update pg_catalog.pg_class c
set relacl = v.acl, relreplident = coalesce(v.identity, c.relreplident), relrowsecurity = v.rls, relforcerowsecurity = v.force, relispopulated = v.populated
from (values %s) v(name, acl, identity, rls, force, populated)
where c.oid = pg_catalog.to_regclass(v.name)`, rows)
}

func (s *script) constraintFlags() {
	var rows []string
	for i := range s.Constraints {
		k := &s.Constraints[i]
		r := s.Relation(k.TableOID)
		if !s.rebuilt(r) {
			continue
		}
		key := k.Type == "f" && s.presumedValid(k, r) && !s.cloned(k)
		inherited := !k.Local && !r.IsPartition && len(r.Parents) > 0 && (k.Type == "c" || k.Type == "n")
		attached := k.ParentOID != 0 && !k.NoInherit && (k.Type == "p" || k.Type == "u")
		if key || inherited || attached {
			rows = append(rows, row(named(r.PG()), pg.QuoteLiteral(k.Name), boolean(key), boolean(!inherited), boolean(!attached)))
		}
	}
	s.bulk("flags of constraints", `update pg_catalog.pg_constraint k
set convalidated = k.convalidated or v.valid, conislocal = k.conislocal and v.local, connoinherit = k.connoinherit and v.no_inherit
from (values %s) v(name, constraint_name, valid, local, no_inherit)
where k.conrelid = pg_catalog.to_regclass(v.name) and k.conname = v.constraint_name`, rows)
}

func (s *script) indexFlags() {
	var rows []string
	for i := range s.Indexes {
		x := &s.Indexes[i]
		r := s.Relation(x.TableOID)
		// One whose partitions were attached one by one waits for those of foreign tables.
		late := x.Kind == "I" && r != nil && s.explicit[s.Root(r).OID]
		if s.rebuilt(r) && (!x.Valid || !x.Ready || !x.Live || x.Clustered || x.ReplicaIdentity || late) {
			rows = append(rows, row(named(x.PG()), boolean(x.Valid), boolean(x.Ready), boolean(x.Live), boolean(x.Clustered), boolean(x.ReplicaIdentity)))
		}
	}
	s.bulk("flags of indexes", `update pg_catalog.pg_index i
set indisvalid = v.valid, indisready = v.ready, indislive = v.live, indisclustered = v.clustered, indisreplident = v.identity
from (values %s) v(name, valid, ready, live, clustered, identity)
where i.indexrelid = pg_catalog.to_regclass(v.name)`, rows)
}
