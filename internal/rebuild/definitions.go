package rebuild

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func (s *script) sequences() {
	for i := range s.Sequences {
		q := &s.Sequences[i]
		if s.made(q.Extension) || q.Identity {
			continue
		}
		unlogged := ""
		if q.Persistence == "u" {
			unlogged = "unlogged "
		}
		s.graph.add(&node{key: key{classRelation, q.OID}, rank: rankSequence, lane: q.OID, whole: []Statement{{
			Object: Object{Kind: "sequence", Name: q.PG(), OID: q.OID},
			SQL:    "create " + unlogged + "sequence " + q.PG().String() + " as " + q.Type + sequenceOptions(q),
		}}})
	}
}

func sequenceOptions(q *snapshot.Sequence) string {
	cycle := ""
	if q.Cycle {
		cycle = " cycle"
	}
	return fmt.Sprintf(" increment by %d minvalue %d maxvalue %d start with %d cache %d%s", q.Increment, q.Min, q.Max, q.Start, q.Cache, cycle)
}

// collations adds the user's, and those of pg_catalog that something uses:
// which of these a server has depends on its operating system.
func (s *script) collations() {
	for i := range s.Collations {
		c := &s.Collations[i]
		if s.made(c.Extension) {
			continue
		}
		name := pg.Name{Schema: c.Schema, Name: c.Name}
		st := Statement{Object: Object{Kind: "collation", Name: name, OID: c.OID}}
		create := "create collation "
		if c.Schema == "pg_catalog" {
			if slices.Contains([]string{"default", "C", "POSIX", "ucs_basic"}, c.Name) || c.Provider == "b" {
				continue
			}
			create += "if not exists "
			st.Superuser = true
		}
		st.SQL = create + name.String() + " (" + collationOptions(c) + ")"
		for _, locale := range []string{"C.UTF-8", "en_US.UTF-8", "C"} {
			st.Instead = append(st.Instead, Alternative{
				SQL:     create + name.String() + " (provider = libc, locale = " + pg.QuoteLiteral(locale) + ")",
				StandIn: "a collation that orders as " + locale,
			})
		}
		if st.Superuser {
			st.Stage = Globals
			s.add(st)
			continue
		}
		s.graph.add(&node{key: key{0, c.OID}, rank: rankCollation, whole: []Statement{st}})
	}
}

func collationOptions(c *snapshot.Collation) string {
	var out []string
	option := func(name, value string) { out = append(out, name+" = "+value) }
	switch c.Provider {
	case "i":
		option("provider", "icu")
		option("locale", pg.QuoteLiteral(c.Locale))
	case "b":
		option("provider", "builtin")
		option("locale", pg.QuoteLiteral(c.Locale))
	default:
		option("provider", "libc")
		option("lc_collate", pg.QuoteLiteral(c.Collate))
		option("lc_ctype", pg.QuoteLiteral(c.Ctype))
	}
	if !c.Deterministic {
		option("deterministic", "false")
	}
	if c.Rules != "" {
		option("rules", pg.QuoteLiteral(c.Rules))
	}
	return strings.Join(out, ", ")
}

// otherDefinitions adds operators, casts and text search objects.
func (s *script) otherDefinitions() {
	for i := range s.Definitions {
		d := &s.Definitions[i]
		if s.made(d.Extension) {
			continue
		}
		class, r := classOf(d)
		n := &node{key: key{class, d.OID}, rank: r, needs: keysOf(s.needs[key{class, d.OID}])}
		st := Statement{Object: Object{Kind: d.Kind, Name: pg.Name{Schema: d.Schema, Name: d.Name}, OID: d.OID}, SQL: d.Definition}
		switch {
		case s.lacking[d.Extension] == "":
		case d.Kind == "operator" && !s.isText(d):
			st.SQL = standInOperator(d.Definition)
		default:
			continue
		}
		if d.Kind == "text search dictionary" {
			st.Instead = []Alternative{{
				SQL:     "create text search dictionary " + st.Object.Name.String() + " (template = pg_catalog.simple)",
				StandIn: "a simple dictionary",
			}}
		}
		n.whole = []Statement{st}
		s.graph.add(n)
	}
}

func classOf(d *snapshot.Definition) (pg.OID, rank) {
	switch d.Kind {
	case "operator":
		return snapshot.ClassOperator, rankOperator
	case "cast":
		return snapshot.ClassCast, rankCast
	case "text search dictionary":
		return snapshot.ClassDictionary, rankText
	}
	return snapshot.ClassTextConfig, rankText
}

var (
	foreignEstimator = regexp.MustCompile(`, (restrict|join) = (?:"(?:[^"]|"")*"|\w+)\.(?:"(?:[^"]|"")*"|\w+)`)
	strategies       = regexp.MustCompile(`, (?:hashes|merges)\b`)
)

// standInOperator has estimators of the server's own, and no part in hashing
// and sorting, for no operator class has it.
func standInOperator(definition string) string {
	definition = foreignEstimator.ReplaceAllStringFunc(definition, func(clause string) string {
		if strings.HasPrefix(clause, ", join") {
			return ", join = contjoinsel"
		}
		return ", restrict = contsel"
	})
	return strategies.ReplaceAllString(definition, "")
}
