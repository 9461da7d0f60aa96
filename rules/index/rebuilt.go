package index

import (
	"strconv"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// rebuilt estimates how many bytes a B-tree would take if it were built anew
// for rows entries. ok is false where statistics are missing.
func rebuilt(p *advice.Pass, x *snapshot.Index, rows span) (bytes span, ok bool) {
	size, ok := entrySize(p, x)
	if !ok {
		return span{}, false
	}
	distinct := distinctKeys(p, x, rows)
	leaf := span{rows.low * size.low, rows.high * size.high}
	switch deduplicates(p, x) {
	case always: // posting lists that grew by inserts are a little less full
		leaf = span{postings(rows.low, distinct.low, size.low), 1.1 * postings(rows.high, distinct.high, size.high)}
	case perhaps:
		leaf.low = postings(rows.low, distinct.low, size.low)
	}
	block := float64(p.Server.BlockSize)
	usable := (block - pageFrame) * fillfactor(x) / 100
	pages := span{leaf.low/usable + 1, leaf.high/max(size.high, usable-size.high) + 2}
	// Pages above the leaves: keys cut short at best, whole at worst.
	if fanout := 0.7 * (block - pageFrame) / (size.high + nullBitmap); fanout > 2 {
		pages.high *= fanout / (fanout - 1)
	} else {
		pages.high *= 2
	}
	return span{pages.low * block, pages.high * block}, true
}

// postings is the size of rows entries of which equal ones share posting
// lists; an entry alone takes size bytes.
func postings(rows, distinct, size float64) float64 {
	if distinct <= 0 || distinct >= rows {
		return rows * size
	}
	perList := (postingMax - size) / postingTID
	if perList < 2 {
		return rows * size
	}
	lists := max(distinct, rows/perList)
	return min(rows*size, lists*(size+4)+rows*postingTID)
}

// distinctKeys bounds the number of different keys: as many as the most varied
// column has, if the others follow from it; the product, if they are
// independent.
func distinctKeys(p *advice.Pass, x *snapshot.Index, rows span) span {
	d := span{1, 1}
	for i := range x.Keys {
		st := keyStatistics(p, x, i)
		if st == nil {
			return rows
		}
		d.low = max(d.low, 0.7*st.Distinct(rows.low)) // sampling underestimates as often as not
		d.high *= max(1, 1.5*st.Distinct(rows.high)+1)
	}
	return span{min(d.low, rows.low), min(d.high, rows.high)}
}

// fillfactor is how full a build leaves the leaf pages, in percent.
func fillfactor(x *snapshot.Index) float64 {
	if v, ok := x.Option("fillfactor"); ok {
		if f, err := strconv.ParseFloat(v, 64); err == nil && f >= 10 {
			return f
		}
	}
	return 90
}
