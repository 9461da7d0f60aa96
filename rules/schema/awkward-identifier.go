package schema

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// AwkwardIdentifier finds tables and columns that every statement must quote.
var AwkwardIdentifier = advice.Rule{
	ID:       "schema/awkward-identifier",
	Title:    "names that every statement must quote",
	Severity: advice.Info,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:    []snapshot.Area{snapshot.AreaViewUses},
	Thresholds: []advice.Threshold{
		{Name: "convention_percent", Default: 50, Unit: "percent", Doc: "share of a schema's tables from which quoted names count as its convention"},
		{Name: "convention_tables", Default: 5, Unit: "tables", Doc: "smallest schema that can have such a convention"},
	},
	Check: func(p *advice.Pass) {
		found := map[*snapshot.Relation]tableColumns{}
		tables, awkwardTables := map[string]float64{}, map[string]float64{}
		for _, tc := range columnsWhere(p, func(_ *snapshot.Relation, c *snapshot.Column) bool { return awkward(c.Name) }) {
			found[tc.table] = tc
		}
		for _, t := range p.UserTables() {
			tables[t.Schema]++
			if awkward(t.Name) || len(found[t].columns) > 0 {
				awkwardTables[t.Schema]++
				found[t] = tableColumns{t, found[t].columns}
			}
		}
		for _, t := range p.UserTables() {
			tc, ok := found[t]
			convention := tables[t.Schema] >= p.Threshold("convention_tables") && 100*awkwardTables[t.Schema] >= p.Threshold("convention_percent")*tables[t.Schema]
			if ok && !convention {
				reportAwkward(p, tc)
			}
		}
	},
}

// reserved are the key words that no bare table or column may be called
// (pg_get_keywords(), catcode R and T, 13 to 18).
const reserved = " all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column" +
	" concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user" +
	" default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner" +
	" intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order" +
	" outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then" +
	" to trailing true union unique user using variadic verbose when where window with "

// awkward reports whether the name needs quotes. Letters beyond ASCII do not.
func awkward(name string) bool {
	if strings.Contains(reserved, " "+name+" ") {
		return true
	}
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_' || c >= 'a' && c <= 'z' || c >= 0x80:
		case i > 0 && (c >= '0' && c <= '9' || c == '$'):
		default:
			return true
		}
	}
	return false
}

// plain is the name as one would write it: lower case, words joined by
// underscores.
func plain(name string, taken func(string) bool) string {
	var b strings.Builder
	for i, r := range name {
		switch {
		case r >= 'A' && r <= 'Z':
			if i > 0 && lower(name[i-1]) {
				b.WriteByte('_')
			}
			b.WriteRune(r + 'a' - 'A')
		case r == '_' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 0x80:
			b.WriteRune(r)
		default:
			b.WriteByte('_')
		}
	}
	s := strings.Trim(b.String(), "_")
	if s == "" || s[0] >= '0' && s[0] <= '9' {
		s = "n" + s
	}
	if strings.Contains(reserved, " "+s+" ") {
		s += "_"
	}
	return advice.NewName(taken, s)
}

func lower(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

func reportAwkward(p *advice.Pass, tc tableColumns) {
	t := tc.table
	f := advice.Finding{
		Object: advice.TableObject(t),
		Impact: advice.Impact{Summary: "the name works only in double quotes and in its exact case: hand-written SQL, reports and tools that fold or forget the quotes fail with \"does not exist\""},
		Fix:    renames(p, tc),
	}
	switch {
	case len(tc.columns) == 0:
		f.Title = fmt.Sprintf("table %s must be quoted in every statement", t.PG())
	case awkward(t.Name):
		f.Title = fmt.Sprintf("table %s and its columns %s must be quoted in every statement", t.PG(), listed(tc.names()))
	default:
		f.Title = tc.title("must be quoted in every statement", "must be quoted in every statement")
	}
	f.Evidence = []advice.Evidence{{Name: "table", Value: t.Name, Source: "pg_class.relname"}}
	if len(tc.columns) > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "columns", Value: tc.names(), Source: "pg_attribute.attname"})
	}
	p.Report(f)
}

// renames gives table and columns plain names in one transaction. Where the
// table's own name changes, a view of the old name and the old columns keeps
// the statements of yesterday running.
func renames(p *advice.Pass, tc tableColumns) *advice.Fix {
	t, q := tc.table, pg.QuoteIdent
	table := t.PG().String()
	var there, back []string
	fresh := map[string]string{}
	taken := func(name string) bool {
		for _, n := range fresh {
			if n == name {
				return true
			}
		}
		return t.ColumnNamed(name) != nil
	}
	for _, c := range tc.columns {
		fresh[c.Name] = plain(c.Name, taken)
		there = append(there, "alter table "+table+" rename column "+q(c.Name)+" to "+q(fresh[c.Name]))
		back = append(back, "alter table "+table+" rename column "+q(fresh[c.Name])+" to "+q(c.Name))
	}
	fix := &advice.Fix{
		Summary: "rename to lower case without key words",
		Caution: "every statement that names them must change in the same moment: deploy both together",
	}
	on, name := t.PG(), t.PG()
	if awkward(t.Name) {
		name = pg.Name{Schema: t.Schema, Name: plain(t.Name, p.RelationNameTaken(t.Schema))}
		there = append(there, "alter table "+table+" rename to "+q(name.Name), "create view "+table+" as select "+oldColumns(t, fresh)+" from "+name.String())
		back = append([]string{"drop view " + table, "alter table " + name.String() + " rename to " + q(t.Name)}, back...)
		fix.Summary += ", and leave a view of the old name"
		fix.Caution = "the view takes INSERT, UPDATE and DELETE as the table did, with the privileges of its owner: grant on it what was granted on the table; drop it when nothing names it any more; functions name the table in their text, and find the view"
	}
	fix.Steps = []advice.Step{advice.Locking(pg.AccessExclusiveLock, on, doBlock("", there...))}
	fix.Undo = []advice.Step{advice.Locking(pg.AccessExclusiveLock, name, doBlock("", back...))}
	return fix
}

func oldColumns(t *snapshot.Relation, fresh map[string]string) string {
	var out []string
	for i := range t.Columns {
		c := &t.Columns[i]
		switch n := fresh[c.Name]; {
		case c.Dropped:
		case n != "":
			out = append(out, pg.QuoteIdent(n)+" as "+pg.QuoteIdent(c.Name))
		default:
			out = append(out, pg.QuoteIdent(c.Name))
		}
	}
	return strings.Join(out, ", ")
}
