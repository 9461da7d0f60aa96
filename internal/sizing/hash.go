package sizing

import "math"

const (
	hashOpaque  = 16
	hashItem    = 20                                               // a tuple that holds a hash code, with its item pointer
	hashPerPage = (pageBytes - pageHeader - hashOpaque) / hashItem // 407
)

// Hash is what CREATE INDEX builds a hash index from. A key is a row of the
// table each time it occurs; NULLs are not in it.
type Hash struct {
	Keys       []BTreeKeys // sizes do not matter
	TableRows  float64     // by which the buckets are laid out, whatever the predicate
	Fillfactor int         // 75 unless set otherwise
}

// Pages is the number of blocks of a hash index just built (_hash_init in
// src/backend/access/hash/hashpage.c, _hash_spareindex in hashutil.c).
func (h Hash) Pages() int64 {
	perBucket := float64(max(10, pageBytes*h.Fillfactor/100/hashItem))
	var keys []BTreeKeys
	rows := 0.0
	for _, k := range h.Keys {
		if k.Rows > 0 {
			k.Rows = min(k.Rows, maxRows)
			keys, rows = append(keys, k), rows+k.Rows
		}
	}
	// What the rows of the table are estimated at sets the buckets at first; more
	// rows split them.
	buckets := max(splitPoints(min(h.TableRows, maxRows)/perBucket), math.Ceil(rows/perBucket))
	overflow := 0.0
	var light []BTreeKeys
	for _, k := range keys {
		each := k.Rows / k.distinct()
		if each > hashPerPage {
			overflow += k.Rows / hashPerPage // beside what else is in the bucket
		} else {
			light = append(light, k)
		}
	}
	overflow += overflowing(light, buckets)
	bitmaps := 1 + math.Floor(overflow/(4096*8))
	return blocks(math.Ceil(1 + bitmaps + buckets + overflow))
}

// splitPoints rounds up to what the first buckets can be: powers of two, and
// from 2^10 on quarters between them.
func splitPoints(buckets float64) float64 {
	if !(buckets > 2) {
		return 2
	}
	power := math.Exp2(math.Ceil(math.Log2(buckets)))
	if power <= 1<<10 {
		return power
	}
	quarter := power / 8
	return power/2 + quarter*math.Ceil((buckets-power/2)/quarter)
}

// overflowing is how many pages the buckets need beyond their first. The rows of
// a bucket spread about their mean as the sum of a random number of keys does.
func overflowing(keys []BTreeKeys, buckets float64) float64 {
	mean, variance := 0.0, 0.0
	for _, k := range keys {
		each := k.Rows / k.distinct()
		mean += k.Rows / buckets
		variance += k.Rows / buckets * max(1, each)
	}
	if variance <= 0 {
		return 0
	}
	pages := 0.0
	for n := 1; ; n++ {
		p := 0.5 * math.Erfc((float64(n*hashPerPage)-mean)/math.Sqrt(2*variance))
		if p < 1e-9 || n > 1000 {
			return pages * buckets
		}
		pages += p
	}
}
