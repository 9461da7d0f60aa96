package twin

import (
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/test/trade"
)

// TestEstimatedHeights compares the heights that follow from sizes with those in
// the metapages.
func TestEstimatedHeights(t *testing.T) {
	t.Parallel()
	right, of := 0, 0
	for _, fill := range [][]string{
		{trade.Schema(), trade.Data(0.01), "vacuum analyze", "checkpoint"},
		{trade.MedleySchema(pgtest.DefaultMajor()), trade.MedleyData(10000), "analyze", "checkpoint"},
	} {
		url := pgtest.DB(t, pgtest.DefaultMajor())
		pgtest.Exec(t, pgtest.Conn(t, url), fill...)
		s := take(t, url)
		cat := snapshot.NewCatalog(s)
		for _, p := range s.IndexPages {
			x := cat.Index(p.OID)
			if p.Height == nil || x.Bytes == 0 {
				continue
			}
			of++
			if got := estimatedHeight(cat, x); int32(got) == *p.Height {
				right++
			} else {
				t.Logf("%s of %d pages: estimated %d, is %d", x.Name, x.Bytes/blockSize, got, *p.Height)
			}
		}
	}
	t.Logf("%d of %d heights are right", right, of)
	if right*100 < of*97 || of < 60 {
		t.Errorf("only %d of %d heights are right", right, of)
	}
}
