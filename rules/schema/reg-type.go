package schema

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// refusedRegTypes are the reg* types that pg_upgrade refuses in tables: their
// OIDs change with it. regclass, regtype and regrole are preserved
// (check_for_reg_data_type_usage in src/bin/pg_upgrade/check.c).
var refusedRegTypes = []pg.OID{24 /* regproc */, 2202 /* regprocedure */, 2203 /* regoper */, 2204, /* regoperator */
	3734 /* regconfig */, 3769 /* regdictionary */, 4089 /* regnamespace */, 4191 /* regcollation */}

// RegType finds columns that keep pg_upgrade from running.
var RegType = advice.Rule{
	ID:         "schema/reg-type",
	Title:      "reg* columns that pg_upgrade refuses",
	Severity:   advice.Medium,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:      retypeAreas,
	Thresholds: []advice.Threshold{onlineBytes},
	Check: func(p *advice.Pass) {
		refused := func(_ *snapshot.Relation, c *snapshot.Column) bool {
			return slices.Contains(refusedRegTypes, c.TypeOID)
		}
		for _, tc := range columnsWhere(p, refused) {
			var changes []change
			for _, c := range tc.columns {
				changes = append(changes, change{column: c, to: "text", cast: castTo("text"), back: castTo(c.Type), explicit: true})
			}
			f := advice.Finding{
				Title:    tc.title("is "+tc.columns[0].Type+", which pg_upgrade refuses", "are of reg* types that pg_upgrade refuses"),
				Object:   advice.TableObject(tc.table),
				Evidence: []advice.Evidence{{Name: "columns", Value: tc.typed(), Source: "pg_attribute.atttypid"}},
				Impact:   advice.Impact{Summary: "the column stores an OID that a new cluster assigns anew: pg_upgrade stops at its check, and a logical copy would point at nothing"},
				Fix:      retype(p, tc.table, changes, "store the object's name as text, and cast it where it is used"),
			}
			f.Fix.Caution += "; a name is resolved by search_path when it is cast back, so qualify what is not in pg_catalog"
			p.Report(f)
		}
	},
}
