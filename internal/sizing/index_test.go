package sizing_test

import (
	"math"
	"testing"

	"github.com/pgadept/pgadept/internal/sizing"
)

func TestTupleSize(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		columns []sizing.Attribute
		want    int
	}{
		{nil, 8},
		{[]sizing.Attribute{{4, 4}}, 16},
		{[]sizing.Attribute{{8, 8}}, 16},
		{[]sizing.Attribute{{4, 4}, {8, 8}}, 24},
		{[]sizing.Attribute{{4, 4}, {4, 4}}, 16},
		{[]sizing.Attribute{{5, 1}, {4, 4}}, 24},
		{[]sizing.Attribute{{8, 1}}, 16},
		{[]sizing.Attribute{{9, 1}}, 24},
		{[]sizing.Attribute{{-1, 8}}, 16}, // the bitmap of NULLs
		{[]sizing.Attribute{{-1, 8}, {8, 8}}, 24},
	} {
		if got := sizing.TupleSize(c.columns); got != c.want {
			t.Errorf("%v takes %d bytes, not %d", c.columns, got, c.want)
		}
	}
}

// The sizes are those that servers 13 and 18 gave indexes on generate_series.
func TestBTree(t *testing.T) {
	t.Parallel()
	one := func(rows, distinct float64, dedup bool) sizing.BTree {
		return sizing.BTree{Keys: []sizing.BTreeKeys{{Rows: rows, Distinct: distinct, Size: 16}}, Fillfactor: 90, Deduplicate: dedup,
			Prefixes: []sizing.BTreePrefix{{Distinct: distinct, Size: 16}}}
	}
	for _, c := range []struct {
		b      sizing.BTree
		pages  int64
		height int
	}{
		{one(0, 0, true), 1, 0},
		{one(1, 1, true), 2, 0},
		{one(366, 366, true), 2, 0},
		{one(1e6, 1e6, true), 2745, 2},
		{one(1e6, 1, false), 2749, 2},
		{one(1e6, 1, true), 849, 2},
	} {
		if pages, height := c.b.Size(); pages != c.pages || height != c.height {
			t.Errorf("%v: %d pages and %d levels, not %d and %d", c.b, pages, height, c.pages, c.height)
		}
	}
}

// TestBeyondAllBounds asks for what cannot be, which must end and be a size.
func TestBeyondAllBounds(t *testing.T) {
	t.Parallel()
	for _, rows := range []float64{1e9, 1e15, math.MaxFloat64, math.Inf(1), math.NaN(), -1} {
		for _, distinct := range []float64{0, 1, 1e6, rows / 3, rows} {
			for _, size := range []int{8, 16, 808, 2700} {
				keys := []sizing.BTreeKeys{{Rows: rows, Distinct: distinct, Size: size}}
				pages, height := sizing.BTree{Keys: keys, Fillfactor: 10, Deduplicate: true}.Size()
				hash := sizing.Hash{Keys: keys, TableRows: rows, Fillfactor: 75}.Pages()
				if pages < 1 || pages > 1<<32 || height < 0 || height > 40 || hash < 0 || hash > 1<<32 {
					t.Errorf("%v rows, %v distinct, of %d bytes: %d pages, %d levels; hash %d", rows, distinct, size, pages, height, hash)
				}
			}
		}
	}
}

func TestBRIN(t *testing.T) {
	t.Parallel()
	minmax := sizing.BRINTuple([]sizing.Attribute{{8, 8}, {8, 8}})
	if minmax != 24 {
		t.Errorf("a summary of two int8 takes %d bytes", minmax)
	}
	for _, c := range []struct{ heap, perRange, pages, revmap int64 }{
		{0, 128, 3, 1},
		{1, 128, 3, 1},
		{1360 * 128, 128, 1 + 1 + 5, 1},
		{1360*128 + 1, 128, 1 + 2 + 5, 2},
	} {
		if pages, revmap := sizing.BRIN(c.heap, c.perRange, minmax); pages != c.pages || revmap != c.revmap {
			t.Errorf("%d blocks by %d: %d pages and %d of the map, not %d and %d", c.heap, c.perRange, pages, revmap, c.pages, c.revmap)
		}
	}
}
