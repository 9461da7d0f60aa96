package mask_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/mask"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func stats(kind int16, typ, values string, numbers ...float32) snapshot.ColumnStatistics {
	return snapshot.ColumnStatistics{Slots: []snapshot.Slot{{Kind: kind, ValueType: typ, Values: values, Numbers: numbers}}}
}

// TestEndPoints masks the ends of indexes along with the statistics: they stay in
// order with them, and what cannot be ranked goes.
func TestEndPoints(t *testing.T) {
	t.Parallel()
	point := func(table, index pg.OID, low, high string) snapshot.EndPoint {
		return snapshot.EndPoint{TableOID: table, IndexOID: index, Attnums: []int16{1}, Low: []*string{&low}, High: []*string{&high}}
	}
	relation := func(oid pg.OID, typ string) snapshot.Relation {
		return snapshot.Relation{OID: oid, Columns: []snapshot.Column{{Attnum: 1, Name: "c", Type: typ}}}
	}
	column := func(table pg.OID, c snapshot.ColumnStatistics) snapshot.ColumnStatistics {
		c.TableOID, c.Attnum = table, 1
		return c
	}
	s := &snapshot.Snapshot{
		Types:     []snapshot.Type{{Schema: "public", Name: "mood", Kind: "e"}},
		Relations: []snapshot.Relation{relation(1, "integer"), relation(2, "character varying(9)"), relation(3, "public.mood"), relation(4, "int4range"), relation(5, "text")},
		ColumnStatistics: []snapshot.ColumnStatistics{
			column(1, stats(snapshot.SlotHistogram, "integer", "{10,4711}")),
			column(2, stats(snapshot.SlotHistogram, "text", "{_alice,bob}")),
		},
		EndPoints: []snapshot.EndPoint{
			point(1, 0, "-99", "123456"), point(2, 0, "Alf", "zed"), point(3, 0, "sad", "happy"), point(4, 0, "[7,9)", "[8,9)"), point(5, 77, "secret", "secret"),
			point(9, 0, "4712", "4712"),
		},
	}
	mask.Snapshot(s)
	var got []string
	for _, e := range s.EndPoints {
		got = append(got, *e.Low[0]+" "+*e.High[0])
	}
	// -99 < 10 < 4711 < 123456; of text, _alice comes first to us whatever the
	// collation says
	if d := cmp.Diff([]string{"1 4", "v1 v4", "sad happy"}, got); d != "" {
		t.Errorf("masked ends (-want +got):\n%s", d)
	}
	if d := cmp.Diff(`{"2","3"}`, s.ColumnStatistics[0].Slots[0].Values); d != "" {
		t.Errorf("the histogram between them (-want +got):\n%s", d)
	}
}

func TestValuesGoAndOrderStays(t *testing.T) {
	t.Parallel()
	s := &snapshot.Snapshot{
		Types: []snapshot.Type{{Schema: "public", Name: "mood", Kind: "e"}, {Name: "pin", Kind: "d", Default: "'hunter2'::text"}, {Name: "hash", Kind: "b", Default: "hunter2"}},
		ColumnStatistics: []snapshot.ColumnStatistics{
			stats(snapshot.SlotMCV, "integer", "{4711,23}", 0.5, 0.25),
			stats(snapshot.SlotHistogram, "bigint", "{5,23,99,4711}"),
			stats(snapshot.SlotHistogram, "text", `{"alice@example.com","Bob \"the\" \\ builder",zoë}`),
			stats(snapshot.SlotMCV, "text", `{zoë}`, 0.9),
			stats(snapshot.SlotMCV, "mood", `{happy}`, 0.9),
			stats(snapshot.SlotMCV, "boolean", `{t,f}`, 0.9, 0.1),
			stats(snapshot.SlotHistogram, "int4range", `{"[1,5)","[7,9)"}`),
			stats(snapshot.SlotHistogram, "inet", `{10.0.0.1,192.168.7.3}`),
		},
		ExtendedStatistics: []snapshot.ExtendedStatistics{{Data: []snapshot.ExtendedData{{MCVRaw: "616c696365", Dependencies: `{"1 => 2": 1.0}`}}}},
		Relations: []snapshot.Relation{{Columns: []snapshot.Column{
			{Name: "token", Default: "'hunter2'::text"},
			{Name: "id", Default: "nextval('public.t_id_seq'::regclass)"},
		}}},
		Statements: []snapshot.Statement{{Query: "alter role bob password 'hunter2'"}, {Query: "select * from t where a = $1"}},
		Sessions:   []snapshot.Session{{Query: "select * from users where email = 'alice@example.com' -- 4711"}},
	}
	mask.Snapshot(s)
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"4711", "alice", "Bob", "zoë", "hunter2", "192.168", "616c69", "[7,9)"} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("%q survives in %s", secret, raw)
		}
	}
	var got []string
	for _, c := range s.ColumnStatistics {
		got = append(got, c.Slots[0].Values)
	}
	want := []string{
		`{"4","2"}`, `{"1","2","3","4"}`, `{"v1","v2","v3"}`, `{"v3"}`, `{happy}`, `{t,f}`, ``, `{"10.0.0.1","10.0.0.2"}`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("masked values (-want +got):\n%s", d)
	}
	if s.ColumnStatistics[0].Slots[0].Numbers[0] != 0.5 {
		t.Error("frequencies must stay")
	}
	if c := s.Relations[0].Columns[1].Default; !strings.Contains(c, "t_id_seq") {
		t.Errorf("a sequence's name is no data, got default %s", c)
	}
	if q := s.Statements[1].Query; !strings.Contains(q, "a = $1") {
		t.Errorf("a normalised query keeps its shape, got %s", q)
	}
	if !s.Masked {
		t.Error("the snapshot must say that it is masked")
	}
}
