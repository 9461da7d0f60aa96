package rebuild

import (
	"maps"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// functions adds functions, procedures and aggregates. Only SQL and PL/pgSQL
// are run; what is in another language has a stand-in that raises an error, for
// a wrong value would go into plans unseen.
func (s *script) functions() {
	for i := range s.Functions {
		f := &s.Functions[i]
		switch {
		case s.made(f.Extension), s.constructor(f):
		case f.Kind == "a":
			s.aggregate(f)
		default:
			s.function(f)
		}
	}
}

// constructor reports whether a function comes with a range type, whose name
// it bears.
func (s *script) constructor(f *snapshot.Function) bool {
	if f.Language != "internal" {
		return false
	}
	for i := range s.Types {
		if t := &s.Types[i]; (t.Kind == "r" || t.Kind == "m") && t.PG() == f.PG() {
			return true
		}
	}
	return false
}

func functionObject(f *snapshot.Function) Object {
	kind := map[string]string{"p": "procedure", "a": "aggregate"}[f.Kind]
	if kind == "" {
		kind = "function"
	}
	return Object{Kind: kind, Name: f.PG(), OID: f.OID}
}

func (s *script) function(f *snapshot.Function) {
	o := functionObject(f)
	n := &node{key: key{classFunction, f.OID}, rank: rankFunction}
	for _, d := range s.needs[n.key] {
		if d.asType {
			n.needs = append(n.needs, d.on)
		} else {
			n.lateNeeds = append(n.lateNeeds, d.on)
		}
	}
	standIn, possible := s.standInFunction(f)
	reason := s.whyStandIn(f)
	switch {
	case reason != "" && !possible:
		if s.lacking[f.Extension] == "" { // else the extension is missing, and that says it
			s.miss(o, "", reason, s.usersOfFunction(f)...)
		}
		return
	case reason != "":
		if s.lacking[f.Extension] == "" {
			s.miss(o, raises, reason, s.usersOfFunction(f)...)
		}
		n.needs, n.lateNeeds = append(n.needs, n.lateNeeds...), nil
		n.whole = []Statement{{Object: o, SQL: standIn}}
	default:
		whole := Statement{Object: o, SQL: s.expression(definition(f))}
		if possible {
			n.early = []Statement{{Object: o, SQL: standIn}}
			n.late = []Statement{{Object: o, SQL: whole.SQL, Instead: []Alternative{{nothing, raises, true}}}}
			whole.Instead = []Alternative{{standIn, raises, true}}
		}
		n.whole = []Statement{whole}
	}
	s.graph.add(n)
}

const raises = "a function that raises an error when it is called"

// nothing is the alternative where the early form of an object stays.
const nothing = "select"

// whyStandIn is "" for a function that can be rebuilt as it is.
func (s *script) whyStandIn(f *snapshot.Function) string {
	switch {
	case s.lacking[f.Extension] != "":
		return s.lacking[f.Extension]
	case f.Language != "sql" && f.Language != "plpgsql":
		return "it is in language " + f.Language + ", which is not run here"
	case f.Definition == "":
		return "the snapshot has no definition of it"
	}
	return ""
}

// definition is what pg_get_functiondef printed, without what only superusers
// may say. Whether it is leakproof is written into the catalog later.
func definition(f *snapshot.Function) string {
	if !f.Leakproof {
		return f.Definition
	}
	at := strings.Index(f.Definition, "\n LANGUAGE ")
	if at < 0 {
		return f.Definition
	}
	return f.Definition[:at] + strings.Replace(f.Definition[at:], " LEAKPROOF", "", 1)
}

// usersOfFunction are the relations that need the function by themselves.
func (s *script) usersOfFunction(f *snapshot.Function) []pg.OID {
	set := map[pg.OID]bool{}
	at := key{classFunction, f.OID}
	for k, needs := range s.needs {
		for _, d := range needs {
			if d.on != at || k.class != classRelation {
				continue
			}
			if x := s.Index(k.oid); x != nil {
				set[x.TableOID] = true
			} else {
				set[k.oid] = true
			}
		}
	}
	for view, uses := range s.uses {
		for _, k := range uses {
			if k == at {
				set[view] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

func (s *script) aggregate(f *snapshot.Function) {
	o := functionObject(f)
	if f.Definition == "" {
		if s.lacking[f.Extension] == "" {
			s.miss(o, "", "the snapshot has no definition of it", s.usersOfFunction(f)...)
		}
		return
	}
	n := &node{key: key{classFunction, f.OID}, rank: rankFunction, whole: []Statement{{Object: o, SQL: f.Definition}}}
	for _, d := range s.needs[n.key] {
		n.needs = append(n.needs, d.on)
	}
	s.graph.add(n)
}
