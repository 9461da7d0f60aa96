package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// Catalog is a snapshot with look-up tables over it. It is built once and
// only read, so rules may share it between goroutines.
type Catalog struct {
	*Snapshot

	relations       map[pg.OID]*Relation
	indexes         map[pg.OID]*Index
	indexesOf       map[pg.OID][]*Index
	indexParts      map[pg.OID][]*Index
	constraintsOf   map[pg.OID][]*Constraint
	referencing     map[pg.OID][]*Constraint
	constraints     map[pg.OID]*Constraint
	statistics      map[columnKey]*ColumnStatistics
	tableCounters   map[pg.OID]*TableCounters
	indexCounters   map[pg.OID]*IndexCounters
	children        map[pg.OID][]*Relation
	triggersOf      map[pg.OID][]*Trigger
	policiesOf      map[pg.OID][]*Policy
	sequences       map[pg.OID]*Sequence
	types           map[pg.OID]*Type
	settings        map[string]*Setting
	roles           map[string]*Role
	names           map[pg.Name]bool
	viewsOver       map[pg.OID][]*Relation
	rulesOf         map[pg.OID][]*Rule
	databaseCounter *DatabaseCounters
}

type columnKey struct {
	table     pg.OID
	attnum    int16
	inherited bool
}

// NewCatalog indexes a snapshot. The snapshot must not change afterwards.
func NewCatalog(s *Snapshot) *Catalog {
	c := &Catalog{
		Snapshot:      s,
		relations:     make(map[pg.OID]*Relation, len(s.Relations)),
		indexes:       make(map[pg.OID]*Index, len(s.Indexes)),
		indexesOf:     make(map[pg.OID][]*Index, len(s.Relations)),
		indexParts:    map[pg.OID][]*Index{},
		constraints:   make(map[pg.OID]*Constraint, len(s.Constraints)),
		constraintsOf: make(map[pg.OID][]*Constraint, len(s.Relations)),
		referencing:   map[pg.OID][]*Constraint{},
		statistics:    make(map[columnKey]*ColumnStatistics, len(s.ColumnStatistics)),
		tableCounters: make(map[pg.OID]*TableCounters, len(s.TableCounters)),
		indexCounters: make(map[pg.OID]*IndexCounters, len(s.IndexCounters)),
		children:      map[pg.OID][]*Relation{},
		triggersOf:    map[pg.OID][]*Trigger{},
		policiesOf:    map[pg.OID][]*Policy{},
		sequences:     make(map[pg.OID]*Sequence, len(s.Sequences)),
		types:         make(map[pg.OID]*Type, len(s.Types)),
		settings:      make(map[string]*Setting, len(s.Settings)),
		roles:         make(map[string]*Role, len(s.Roles)),
		names:         make(map[pg.Name]bool, len(s.Relations)+len(s.Indexes)+len(s.Sequences)),
	}
	c.indexRelations()
	c.indexObjects()
	c.indexDependents()
	return c
}

func (c *Catalog) indexRelations() {
	for i := range c.Snapshot.Relations {
		r := &c.Snapshot.Relations[i]
		c.relations[r.OID] = r
		c.names[r.PG()] = true
		for _, p := range r.Parents {
			c.children[p] = append(c.children[p], r)
		}
	}
	for i := range c.Snapshot.Indexes {
		x := &c.Snapshot.Indexes[i]
		c.indexes[x.OID] = x
		c.names[x.PG()] = true
		c.indexesOf[x.TableOID] = append(c.indexesOf[x.TableOID], x)
		if x.ParentOID != 0 {
			c.indexParts[x.ParentOID] = append(c.indexParts[x.ParentOID], x)
		}
	}
	for i := range c.Snapshot.Constraints {
		k := &c.Snapshot.Constraints[i]
		c.constraints[k.OID] = k
		if k.TableOID != 0 {
			c.constraintsOf[k.TableOID] = append(c.constraintsOf[k.TableOID], k)
		}
		if k.Type == "f" {
			c.referencing[k.RefTableOID] = append(c.referencing[k.RefTableOID], k)
		}
	}
}

func (c *Catalog) indexObjects() {
	s := c.Snapshot
	for i := range s.ColumnStatistics {
		t := &s.ColumnStatistics[i]
		c.statistics[columnKey{t.TableOID, t.Attnum, t.Inherited}] = t
	}
	for i := range s.TableCounters {
		c.tableCounters[s.TableCounters[i].OID] = &s.TableCounters[i]
	}
	for i := range s.IndexCounters {
		c.indexCounters[s.IndexCounters[i].OID] = &s.IndexCounters[i]
	}
	for i := range s.Triggers {
		t := &s.Triggers[i]
		c.triggersOf[t.TableOID] = append(c.triggersOf[t.TableOID], t)
	}
	for i := range s.Policies {
		p := &s.Policies[i]
		c.policiesOf[p.TableOID] = append(c.policiesOf[p.TableOID], p)
	}
	for i := range s.Sequences {
		c.sequences[s.Sequences[i].OID] = &s.Sequences[i]
		c.names[s.Sequences[i].PG()] = true
	}
	for i := range s.Types {
		c.types[s.Types[i].OID] = &s.Types[i]
	}
	for i := range s.Settings {
		c.settings[s.Settings[i].Name] = &s.Settings[i]
	}
	for i := range s.Roles {
		c.roles[s.Roles[i].Name] = &s.Roles[i]
	}
	for i := range s.DatabaseCounters {
		if s.DatabaseCounters[i].OID == s.Server.DatabaseOID && s.Server.DatabaseOID != 0 {
			c.databaseCounter = &s.DatabaseCounters[i]
		}
	}
}
