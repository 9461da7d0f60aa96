package advice

import (
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Pass is one run of one rule over one snapshot. Rules read the embedded
// catalog, report findings, and touch nothing else.
type Pass struct {
	*snapshot.Catalog
	Rule *Rule

	thresholds map[string]float64
	findings   []Finding
	unassessed []Unassessed
}

// Unassessed says that a rule could not judge something.
type Unassessed struct {
	Area  snapshot.Area `json:"area,omitempty"`
	Why   string        `json:"why"`
	Grant string        `json:"grant,omitempty"`
}

// Report adds a finding. Rule, severity (the rule's usual one when empty) and
// fingerprint are filled in.
func (p *Pass) Report(f Finding) {
	f.Rule = p.Rule.ID
	if f.Severity == "" {
		f.Severity = p.Rule.Severity
	}
	f.Fix = f.Fix.byHandWhereStray()
	f.Fingerprint = fingerprint(f.Rule, f.Object)
	p.findings = append(p.findings, f)
}

// NotAssessable says that the rule cannot judge (all of, or one object of)
// the snapshot and why; grant is the SQL or setting that would help, or "".
// Missing areas named in Needs are handled before the rule runs.
func (p *Pass) NotAssessable(why, grant string) {
	u := Unassessed{Why: why, Grant: grant}
	if !slices.Contains(p.unassessed, u) {
		p.unassessed = append(p.unassessed, u)
	}
}

// Threshold returns the configured or default value of one of the rule's
// thresholds. Asking for an undeclared one is a programming error.
func (p *Pass) Threshold(name string) float64 {
	if v, ok := p.thresholds[name]; ok {
		return v
	}
	for _, t := range p.Rule.Thresholds {
		if t.Name == name {
			return t.Default
		}
	}
	panic("rule " + p.Rule.ID + " asks for undeclared threshold " + name)
}

// Now is the moment of the snapshot, by the server's clock.
func (p *Pass) Now() time.Time { return p.CollectedAt }

// CountersDays is for how many days the usage counters are known to have
// counted; ok is false when that is unknown.
func (p *Pass) CountersDays() (days float64, ok bool) {
	since := p.CountersSince()
	if since == nil {
		return 0, false
	}
	return p.Age(since).Hours() / 24, true
}

// Counted makes evidence from a cumulative counter: its value, and since when
// it counts.
func (p *Pass) Counted(name string, value any, source string) Evidence {
	return Evidence{Name: name, Value: value, Source: source, Since: p.CountersSince()}
}

// UserTables returns the tables a rule on user schemas judges: kind r and p,
// not of the system, an extension or a temporary schema. Partitions are left
// out, since they are reported at their parent.
func (p *Pass) UserTables() []*snapshot.Relation {
	return p.userRelations(func(r *snapshot.Relation) bool { return r.IsTable() && !r.IsPartition })
}

// UserHeaps is UserTables, but of what is stored: kind r, partitions
// included, partitioned parents not.
func (p *Pass) UserHeaps() []*snapshot.Relation {
	return p.userRelations(func(r *snapshot.Relation) bool { return r.Kind == "r" })
}

// UserRelations returns user relations of any of the given kinds.
func (p *Pass) UserRelations(kinds ...string) []*snapshot.Relation {
	return p.userRelations(func(r *snapshot.Relation) bool { return slices.Contains(kinds, r.Kind) })
}

func (p *Pass) userRelations(keep func(*snapshot.Relation) bool) []*snapshot.Relation {
	var out []*snapshot.Relation
	for i := range p.Snapshot.Relations {
		r := &p.Snapshot.Relations[i]
		if !r.System && r.Extension == "" && r.Persistence != "t" && keep(r) {
			out = append(out, r)
		}
	}
	return out
}

// TableObject names a relation as the object of a finding.
func TableObject(r *snapshot.Relation) Object {
	kind := map[string]string{"v": "view", "m": "matview", "f": "foreign table"}[r.Kind]
	if kind == "" {
		kind = "table"
	}
	return Object{Kind: kind, Schema: r.Schema, Name: r.Name}
}

// ColumnObject names a column as the object of a finding.
func ColumnObject(r *snapshot.Relation, c *snapshot.Column) Object {
	return Object{Kind: "column", Schema: r.Schema, Name: r.Name, Table: r.Name, Column: c.Name}
}

// IndexObject names an index as the object of a finding.
func (p *Pass) IndexObject(x *snapshot.Index) Object {
	return Object{Kind: "index", Schema: x.Schema, Name: x.Name, Table: p.relationName(x.TableOID)}
}

// ConstraintObject names a constraint as the object of a finding.
func (p *Pass) ConstraintObject(k *snapshot.Constraint) Object {
	o := Object{Kind: "constraint", Schema: k.Schema, Name: k.Name}
	if t := p.Relation(k.TableOID); t != nil {
		o.Schema, o.Table = t.Schema, t.Name
	}
	return o
}

func (p *Pass) relationName(oid pg.OID) string {
	if r := p.Relation(oid); r != nil {
		return r.Name
	}
	return ""
}
