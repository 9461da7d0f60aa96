package snapshot_test

import (
	"testing"

	"github.com/pgadept/pgadept/internal/snapshot"
)

func TestForeignKeyClause(t *testing.T) {
	t.Parallel()
	columns := []snapshot.Column{{Attnum: 1, Name: "tenant"}, {Attnum: 2, Name: "Part"}}
	c := snapshot.NewCatalog(&snapshot.Snapshot{Relations: []snapshot.Relation{
		{OID: 1, Schema: "s", Name: "child", Columns: columns}, {OID: 2, Schema: "s", Name: "parent", Columns: columns},
	}})
	key := snapshot.Constraint{Type: "f", TableOID: 1, RefTableOID: 2, Columns: []int16{1, 2}, RefColumns: []int16{1, 2}, OnDelete: "n", Validated: true, Enforced: true}
	part, period := key, key
	part.OnDeleteColumns = []int16{2}
	period.OnDelete, period.Period = "a", true
	for _, x := range []struct {
		key  snapshot.Constraint
		want string
	}{
		{key, `foreign key (tenant, "Part") references s.parent (tenant, "Part") on delete set null`},
		{part, `foreign key (tenant, "Part") references s.parent (tenant, "Part") on delete set null ("Part")`},
		{period, `foreign key (tenant, period "Part") references s.parent (tenant, period "Part")`},
	} {
		if got := c.ConstraintClause(&x.key); got != x.want {
			t.Errorf("got  %s\nwant %s", got, x.want)
		}
	}
}
