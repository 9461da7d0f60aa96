package rebuild

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// ownedCatalogs are those whose rows have owners, and the columns that say who.
// Foreign servers stay the superuser's: their owners could give them addresses.
var ownedCatalogs = [][2]string{
	{"pg_class", "relowner"}, {"pg_type", "typowner"}, {"pg_proc", "proowner"}, {"pg_operator", "oprowner"},
	{"pg_opclass", "opcowner"}, {"pg_opfamily", "opfowner"}, {"pg_collation", "collowner"}, {"pg_ts_dict", "dictowner"},
	{"pg_ts_config", "cfgowner"}, {"pg_statistic_ext", "stxowner"}, {"pg_extension", "extowner"}, {"pg_namespace", "nspowner"},
}

// owners gives the role that owns most what extensions made as well, then the
// others what is theirs.
func (s *script) owners() {
	most := s.plan.Owner
	for _, c := range ownedCatalogs {
		s.add(Statement{Stage: Attributes, Superuser: true, Object: Object{Kind: "owners"}, SQL: fmt.Sprintf(
			"update pg_catalog.%s set %s = %s where oid >= %d and %s <> %s", c[0], c[1], regrole(most), firstUserOID, c[1], regrole(most))})
	}
	s.ownersOfRelations(most)
	s.ownersOfFunctions(most)
	s.ownersOfTypes(most)
	s.ownersOfOthers(most)
}

func regrole(name string) string {
	return pg.QuoteLiteral(pg.QuoteIdent(name)) + "::pg_catalog.regrole"
}

func (s *script) mostOwned() string {
	counts := map[string]int{}
	for i := range s.Relations {
		if r := &s.Relations[i]; s.rebuilt(r) && s.known[r.Owner] {
			counts[s.role(r.Owner)]++
		}
	}
	names := slices.Collect(maps.Keys(counts))
	if len(names) == 0 {
		return s.opt.Builder
	}
	return slices.MinFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b)) })
}

// ownersOfRelations takes a relation's indexes and TOAST table with it, and
// its row type.
func (s *script) ownersOfRelations(most string) {
	var rows []string
	for i := range s.Relations {
		r := &s.Relations[i]
		if o := s.owner(r.Owner); (s.rebuilt(r) || r.Extension != "" || r.Kind == "c") && !r.System && r.Kind != "t" && o != most {
			rows = append(rows, row(named(r.PG()), regrole(o)))
		}
	}
	for i := range s.Sequences {
		if q := &s.Sequences[i]; s.owner(q.Owner) != most {
			rows = append(rows, row(named(q.PG()), regrole(s.owner(q.Owner))))
		}
	}
	s.bulk("owners of relations", `with v as (
  select c.oid, c.reltoastrelid, c.reltype, v.owner
  from (values %s) v(name, owner)
  join pg_catalog.pg_class c on c.oid = pg_catalog.to_regclass(v.name)
), t as (
  update pg_catalog.pg_type t set typowner = v.owner from v where t.oid = v.reltype and v.reltype <> 0
), a as (
  update pg_catalog.pg_type t set typowner = v.owner
  from v join pg_catalog.pg_type r on r.oid = v.reltype where t.oid = r.typarray and v.reltype <> 0 and r.typarray <> 0
)
update pg_catalog.pg_class c set relowner = x.owner
from (
  select v.oid, v.owner from v
  union all select v.reltoastrelid, v.owner from v where v.reltoastrelid <> 0
  union all select i.indexrelid, v.owner from v join pg_catalog.pg_index i on i.indrelid in (v.oid, v.reltoastrelid)
) x
where c.oid = x.oid`, rows)
}

func (s *script) ownersOfFunctions(most string) {
	var rows []string
	for i := range s.Functions {
		f := &s.Functions[i]
		if o := s.owner(f.Owner); o != most {
			rows = append(rows, row(pg.QuoteLiteral(f.Schema), pg.QuoteLiteral(f.Name), pg.QuoteLiteral(f.Arguments), regrole(o)))
		}
	}
	s.bulk("owners of functions", `update pg_catalog.pg_proc p set proowner = v.owner
from (values %s) v(schema, name, arguments, owner)
join pg_catalog.pg_namespace n on n.nspname = v.schema
where p.pronamespace = n.oid and p.proname = v.name and pg_catalog.pg_get_function_identity_arguments(p.oid) = v.arguments`, rows)
}

func (s *script) ownersOfTypes(most string) {
	var rows []string
	for i := range s.Types {
		if t := &s.Types[i]; s.owner(t.Owner) != most {
			rows = append(rows, row(named(t.PG()), regrole(s.owner(t.Owner))))
		}
	}
	s.bulk("owners of types", `update pg_catalog.pg_type t set typowner = v.owner
from (values %s) v(name, owner)
join pg_catalog.pg_type y on y.oid = pg_catalog.to_regtype(v.name)
where t.oid = y.oid or y.typarray <> 0 and t.oid = y.typarray`, rows)
}

func (s *script) ownersOfOthers(most string) {
	rows := map[string][]string{}
	for i := range s.Schemas {
		if n := &s.Schemas[i]; s.owner(n.Owner) != most || n.Name == "public" {
			rows["schema"] = append(rows["schema"], row("null", pg.QuoteLiteral(n.Name), regrole(s.owner(n.Owner))))
		}
	}
	for i := range s.ExtendedStatistics {
		if x := &s.ExtendedStatistics[i]; s.owner(x.Owner) != most {
			rows["statistics"] = append(rows["statistics"], row(pg.QuoteLiteral(x.Schema), pg.QuoteLiteral(x.Name), regrole(s.owner(x.Owner))))
		}
	}
	for i := range s.Definitions {
		if d := &s.Definitions[i]; d.Kind != "cast" && s.owner(d.Owner) != most {
			rows[d.Kind] = append(rows[d.Kind], row(pg.QuoteLiteral(d.Schema), pg.QuoteLiteral(d.Name), regrole(s.owner(d.Owner))))
		}
	}
	s.bulk("owners of schemas", "update pg_catalog.pg_namespace n set nspowner = v.owner from (values %s) v(schema, name, owner) where n.nspname = v.name", rows["schema"])
	s.bulk("owners of operators", "update pg_catalog.pg_operator o set oprowner = v.owner from (values %s) v(schema, name, owner) where o.oid = pg_catalog.to_regoperator(v.name)", rows["operator"])
	for _, c := range [][3]string{
		{"statistics", "pg_statistic_ext", "stx"}, {"text search dictionary", "pg_ts_dict", "dict"}, {"text search configuration", "pg_ts_config", "cfg"},
	} {
		s.bulk("owners of "+c[0], "update pg_catalog."+c[1]+" o set "+c[2]+"owner = v.owner from (values %s) v(schema, name, owner)\n"+
			"join pg_catalog.pg_namespace n on n.nspname = v.schema where o."+c[2]+"namespace = n.oid and o."+c[2]+"name = v.name", rows[c[0]])
	}
}
