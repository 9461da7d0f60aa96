package vacuum

import (
	"math"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// waste is how much of a relation's file holds no live row: dead rows and free
// space, without the reserve that its fillfactor asks for. The truth lies
// between low and high.
type waste struct {
	bytes     int64 // of the file
	low, high int64
	exact     bool // measured by pgstattuple
}

func (w waste) share() float64 { return float64(w.low) / max(1, float64(w.bytes)) }

// skew is the room that rows of uneven width cost beyond their mean, because
// the last one does not fit on its page; measured 5.5 % where one row in a
// hundred is twenty times as wide.
const skew = 1.1

// heapWaste is the waste of a table's main file: measured where it was, else
// estimated. why says what is missing where it cannot be estimated.
func heapWaste(p *advice.Pass, r *snapshot.Relation) (w waste, why string) {
	if exact, ok := exactWaste(p, r); ok {
		return exact, ""
	}
	few, many, ok := liveRows(p, r)
	if !ok {
		return w, "nothing says how many rows it has"
	}
	size, why := widthOf(p, r)
	if why != "" {
		return w, why
	}
	block := float64(p.Server.BlockSize)
	usable := block - pageHeader - block*float64(100-fillfactor(r))/100
	least := math.Ceil(few * size.low / (block - pageHeader))
	most := math.Ceil(many * size.high * skew / usable)
	if size.fixed {
		most = math.Ceil(many / math.Max(1, math.Floor(usable/size.high)))
	}
	pages := float64(r.Bytes) / block
	w.bytes = r.Bytes
	w.low = int64(math.Max(0, pages-most) * block)
	w.high = int64(math.Max(0, pages-least) * block)
	return w, ""
}

// toastWaste is the waste of a TOAST table. A chunk takes at most a quarter of
// a page (TOAST_MAX_CHUNK_SIZE in src/include/access/heaptoast.h), so that its
// live chunks need no more than a quarter as many pages: what is beyond that
// is waste for certain. What it is at most, nothing says.
func toastWaste(p *advice.Pass, r *snapshot.Relation) (w waste, ok bool) {
	if exact, ok := exactWaste(p, r); ok {
		return exact, true
	}
	_, many, ok := liveRows(p, r)
	if !ok {
		return w, false
	}
	block := float64(p.Server.BlockSize)
	w.bytes, w.high = r.Bytes, r.Bytes
	w.low = int64(math.Max(0, float64(r.Bytes)-math.Ceil(many/4)*block))
	return w, true
}

// exactWaste is what pgstattuple_approx measured, less the reserve of the
// fillfactor.
func exactWaste(p *advice.Pass, r *snapshot.Relation) (waste, bool) {
	k := p.TableCountersOf(r.OID)
	if k == nil || k.ExactFreeBytes == nil {
		return waste{}, false
	}
	free := max(0, *k.ExactFreeBytes-r.Bytes*int64(100-fillfactor(r))/100)
	return waste{bytes: r.Bytes, low: free, high: free, exact: true}, true
}

// liveRows is between how many and how many live rows a relation has. The
// estimate of the last VACUUM or ANALYZE and the counter since may differ; a
// file that has grown since the estimate may, where the counter is not to be
// believed, have grown by live rows alone. ok is false where it was never
// counted.
func liveRows(p *advice.Pass, r *snapshot.Relation) (few, many float64, ok bool) {
	counted := 0.0
	if k := p.TableCountersOf(r.OID); k != nil {
		counted = float64(k.LiveTup)
	}
	if r.Tuples < 0 || r.Pages == 0 {
		return 0, 0, false
	}
	few, many = min(r.Tuples, counted), max(r.Tuples, counted)
	if counted < r.Tuples/2 { // lost in a crash, or reset
		few = 0
		pages := float64(r.Bytes) / float64(p.Server.BlockSize)
		many = max(many, r.Tuples*pages/float64(r.Pages))
	}
	return few, many, true
}

// statisticsMissing reports whether no column has statistics.
func statisticsMissing(p *advice.Pass, r *snapshot.Relation) bool {
	return !slices.ContainsFunc(r.Columns, func(c snapshot.Column) bool {
		return !c.Dropped && p.ColumnStats(r.OID, c.Attnum) != nil
	})
}
