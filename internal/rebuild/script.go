package rebuild

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// script is one plan under way.
type script struct {
	*snapshot.Catalog
	opt   Options
	plan  *Plan
	major int

	graph     graph
	lacking   map[string]string               // extensions that the server does not get: why
	installed map[string]bool                 // extensions that it does get
	standIn   map[pg.OID]string               // types that have a stand-in, and their arrays: the extension
	types     map[pg.OID]key                  // what makes a type, an array of it or a row type
	needs     map[key][]dependency            // the snapshot's dependencies
	uses      map[pg.OID][]key                // what a view's query names
	affected  map[string]map[key]bool         // by extension, the objects that need it
	known     map[string]bool                 // roles that the script makes
	owns      map[string]bool                 // roles that own something
	textual   *strings.Replacer               // operators that stand for those of lacking extensions; nil for none
	explicit  map[pg.OID]bool                 // partition trees whose indexes are attached one by one
	sequence  map[columnID]*snapshot.Sequence // by the column that owns it

	domainConstraints map[pg.OID][]*snapshot.Constraint
	standInNames      map[string]bool // of the types that have one, as SQL has them
}

// dependency is one need of an object; attnum is of the column whose default
// or generation expression has it.
type dependency struct {
	on     key
	attnum int16
	asType bool // it is on a type that on makes
}

type columnID struct {
	table  pg.OID
	attnum int16
}

func newScript(cat *snapshot.Catalog, opt Options) *script {
	s := &script{
		Catalog: cat, opt: opt, major: cat.Major(),
		plan:      &Plan{Roles: map[string]string{}},
		lacking:   map[string]string{},
		installed: map[string]bool{},
		standIn:   map[pg.OID]string{},
		types:     map[pg.OID]key{},
		needs:     map[key][]dependency{},
		uses:      map[pg.OID][]key{},
		affected:  map[string]map[key]bool{},
		known:     map[string]bool{},
		owns:      map[string]bool{},
		explicit:  map[pg.OID]bool{},
		sequence:  map[columnID]*snapshot.Sequence{},

		domainConstraints: map[pg.OID][]*snapshot.Constraint{},
		standInNames:      map[string]bool{},
	}
	return s
}

func (s *script) write() (*Plan, error) {
	for _, a := range []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints} {
		if n := s.Unseen(a); n != nil && !n.Partial {
			return nil, fmt.Errorf("the snapshot has no %s (%s), without which its schema cannot be rebuilt", a, n.Why)
		}
	}
	if s.opt.Builder == "" {
		return nil, errors.New("no role is named that would build the schema")
	}
	s.prepare()
	s.globals()
	s.definitions()
	s.links()
	s.attributes()
	for i := range s.plan.Statements {
		if st := &s.plan.Statements[i]; strings.IndexByte(st.SQL, 0) >= 0 {
			return nil, fmt.Errorf("the snapshot is damaged: the text of %s %s holds a zero byte", st.Object.Kind, st.Object.Name)
		}
	}
	return s.plan, nil
}

// prepare finds out what depends on what, and what cannot be had.
func (s *script) prepare() {
	s.chooseExtensions()
	s.indexTypes()
	s.indexDependencies()
	s.useTextOperators()
	for i := range s.Sequences {
		if q := &s.Sequences[i]; q.TableOID != 0 {
			s.sequence[columnID{q.TableOID, q.Attnum}] = q
		}
	}
}

func (s *script) add(st ...Statement) { s.plan.Statements = append(s.plan.Statements, st...) }

func (s *script) miss(o Object, standIn, reason string, affects ...pg.OID) {
	s.plan.Missing = append(s.plan.Missing, Missing{Object: o, StandIn: standIn, Reason: reason, Affects: affects})
}

// definitions writes all that depends on one another.
func (s *script) definitions() {
	s.collations()
	s.userTypes()
	s.sequences()
	s.functions()
	s.otherDefinitions()
	s.relations()
	s.indexes()
	for _, st := range s.graph.order() {
		st.Stage = Definitions
		s.add(st)
	}
}
