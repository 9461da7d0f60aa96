package schema

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TableInheritance finds tables with inheritance children that are no
// partitions.
var TableInheritance = advice.Rule{
	ID:       "schema/table-inheritance",
	Title:    "table inheritance instead of partitioning",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations},
	Wants:    []snapshot.Area{snapshot.AreaConstraints, snapshot.AreaTableCounters},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			if t.Kind != "r" || len(t.Parents) > 0 {
				continue
			}
			if kids := heirs(p, t); len(kids) > 0 {
				reportInheritance(p, t, kids)
			}
		}
	},
}

// heirs are the names of the tables that inherit from t. TimescaleDB keeps
// the chunks of a hypertable that way; they are its business.
func heirs(p *advice.Pass, t *snapshot.Relation) []string {
	var out []string
	for _, k := range p.Children(t.OID) {
		if !k.IsPartition && k.Extension == "" && k.Persistence != "t" && k.Schema != "_timescaledb_internal" {
			out = append(out, k.PG().String())
		}
	}
	return out
}

func reportInheritance(p *advice.Pass, t *snapshot.Relation, kids []string) {
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("table %s has %s by inheritance, not partitions", t.PG(), advice.Plural(int64(len(kids)), "descendant")),
		Object: advice.TableObject(t),
		Evidence: []advice.Evidence{
			{Name: "descendants", Value: kids, Source: "pg_inherits.inhparent"},
			{Name: "rows in the parent itself", Value: int64(p.Rows(t)), Unit: "rows", Source: "pg_class.reltuples"},
		},
		Impact: advice.Impact{Summary: "keys, unique indexes and foreign keys of the parent do not cover the descendants: duplicates and orphans go in unseen; rows are not routed, and the planner opens every descendant that no check excludes"},
		Fix: &advice.Fix{
			Summary: "partition the table where the descendants split one kind of row; make separate tables with a foreign key where they are kinds of their own",
			Steps: []advice.Step{
				advice.ByHand("create a partitioned table of the same columns, take each descendant out with NO INHERIT, attach it with ATTACH PARTITION behind a valid check of its bounds, and swap the names in one transaction"),
			},
			Caution: "the old parent, emptied and kept under another name until the new table has proved itself, is the undo: the descendants can be detached and made to inherit again",
		},
	})
}
