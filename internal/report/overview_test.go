package report_test

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/report"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestOverviewRows says of tables that nobody has counted that it is so, and
// not that they are empty.
func TestOverviewRows(t *testing.T) {
	t.Parallel()
	const kb = 1024
	s := &snapshot.Snapshot{
		Relations: []snapshot.Relation{
			{OID: 1, Schema: "public", Name: "counted", Kind: "r", Bytes: 90 * kb, Tuples: 1500, Pages: 11},
			{OID: 2, Schema: "public", Name: "emptied", Kind: "r", Bytes: 80 * kb, Tuples: 0, Pages: 10},
			{OID: 3, Schema: "public", Name: "loaded", Kind: "r", Bytes: 70 * kb, Tuples: -1},
			{OID: 4, Schema: "public", Name: "restored", Kind: "r", Bytes: 60 * kb, Tuples: -1},
			{OID: 5, Schema: "public", Name: "old_loaded", Kind: "r", Bytes: 50 * kb},
		},
		TableCounters: []snapshot.TableCounters{{OID: 3, LiveTup: 12000}, {OID: 5, LiveTup: 1}},
	}
	var b strings.Builder
	if err := report.Overview(&b, s); err != nil {
		t.Fatal(err)
	}
	_, got, _ := strings.Cut(b.String(), "(heap only)\n")
	want := `  public.counted     90 kB  1,500 rows
  public.emptied     80 kB  0 rows
  public.loaded      70 kB  about 12,000 rows, never analyzed
  public.restored    60 kB  never analyzed
  public.old_loaded  50 kB  about 1 row, never analyzed
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
