package collect_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/pgadept/pgadept/internal/collect"
)

func TestSmoke(t *testing.T) {
	dsn := os.Getenv("SMOKE")
	if dsn == "" {
		t.Skip()
	}
	s, err := collect.From(t.Context(), dsn, collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := json.MarshalIndent(s, "", " ")
	os.WriteFile("/tmp/collect-dev/out.json", b, 0o600)
	sum := 0.0
	for _, x := range s.Timings {
		sum += x.MS
		if x.MS > 50 {
			t.Logf("%-24s %8.1f ms %7d rows", x.Area, x.MS, x.Rows)
		}
	}
	t.Logf("total %.0f ms in %d queries", sum, len(s.Timings))
	for _, n := range s.NotSeen {
		t.Logf("NOT SEEN %+v", n)
	}
}
