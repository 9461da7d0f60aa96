package sizing

import "math"

// BTreeKeys are keys of a B-tree that are alike: repeated equally often, and
// equally wide.
type BTreeKeys struct {
	Rows     float64
	Distinct float64 // how many different keys these rows have
	Size     int     // TupleSize of one
}

// distinct is between one and the number of rows, or that if it is less.
func (k BTreeKeys) distinct() float64 {
	if !(k.Distinct > 1) {
		return min(1, k.Rows)
	}
	return min(k.Distinct, k.Rows)
}

// BTree is what CREATE INDEX builds a B-tree from.
type BTree struct {
	Keys        []BTreeKeys
	Fillfactor  int // of leaves, in percent; 90 unless set otherwise
	Deduplicate bool
	Prefixes    []BTreePrefix // of the key's columns: the first, the first two …
}

// BTreePrefix is what the first columns of a key are by themselves.
type BTreePrefix struct {
	Distinct float64
	Size     float64 // mean TupleSize
}

// What stays free on an inner page, and what one tuple on it may use
// (BTREE_NONLEAF_FILLFACTOR 70).
const innerRoom = btreeFree - 2*itemPointer - pageBytes*(100-70)/100

// Size returns the blocks of a B-tree just built, its metapage included, and
// its levels above the leaves (_bt_load in src/backend/access/nbtree/nbtsort.c).
func (b BTree) Size() (pages int64, height int) {
	tuples, count := b.tuples()
	if count <= 0 {
		return 1, 0
	}
	// How much of a page stays empty depends on the sizes of all tuples: pages are
	// filled in the proportions that the index has, and the result is scaled.
	leaves := math.Ceil(min(count/perLeaf(tuples, count, b.Fillfactor), maxIndexBlocks))
	fanout := math.Floor(innerRoom/(b.pivot(count)+itemPointer)) + 1
	total := leaves
	for level := leaves; level > 1; height++ {
		level = math.Ceil(level / max(2, fanout))
		total += level
	}
	return blocks(total + 1), height
}

// pivot is the mean size of a tuple on an inner page: of the key it keeps the
// columns that tell two neighbouring leaves apart, and where none does it has the
// place of a row (_bt_truncate in nbtutils.c).
func (b BTree) pivot(leafTuples float64) float64 {
	size, same := 0.0, 1.0 // the chance that neighbours are the same so far
	for _, p := range b.Prefixes {
		next := 1 - min(1, p.Distinct/leafTuples)
		size += max(0, same-next) * p.Size
		same = min(same, next)
	}
	if n := len(b.Prefixes); n > 0 {
		size += same * (b.Prefixes[n-1].Size + maxAlign)
	}
	return max(size, tupleHeader)
}

// leafTuples are tuples of one size, of which posting is the list of row places.
type leafTuples struct {
	size, posting int
	count         float64
}

func (b BTree) tuples() (out []leafTuples, total float64) {
	counts := map[[2]int]float64{}
	var order [][2]int
	add := func(size, posting int, n float64) {
		k := [2]int{size, posting}
		if _, ok := counts[k]; !ok {
			order = append(order, k)
		}
		counts[k] += n
	}
	for _, k := range b.Keys {
		if !(k.Rows > 0) {
			continue
		}
		k.Rows = min(k.Rows, maxRows)
		if !b.Deduplicate || postingRows(k.Size) < 2 {
			add(k.Size, 0, k.Rows)
			continue
		}
		deduplicated(k, add)
	}
	for _, k := range order {
		out = append(out, leafTuples{k[0], k[1], counts[k]})
		total += counts[k]
	}
	return out, total
}

// perLeaf is how many tuples a leaf holds on average. A page is full when a
// tuple is to be added and less than the fill factor leaves is free; its last
// tuple then moves on to the next page, and without its rows' places becomes
// the high key (_bt_buildadd).
func perLeaf(tuples []leafTuples, total float64, fillfactor int) float64 {
	const draws = 20000
	var (
		full        = pageBytes * (100 - fillfactor) / 100
		room        = btreeFree - 2*itemPointer
		used        = 0
		n, extra    = 0, 0
		last        leafTuples
		pages, kept = 0, 0
		pick        = picker(tuples, total)
	)
	for i := range draws {
		t := tuples[pick(i)]
		free := room - used
		if n > 1 && (free < t.size+maxAlign || free+extra < full) {
			pages++
			kept += n - 1
			used, n = last.size+itemPointer, 1
		}
		used += t.size + itemPointer
		n++
		extra, last = t.posting, t
	}
	if pages == 0 {
		return max(1, total)
	}
	return float64(kept) / float64(pages)
}

// picker returns a sequence of indexes into tuples in proportion to their
// counts: multiples of the golden ratio, which are spread evenly.
func picker(tuples []leafTuples, total float64) func(int) int {
	ends := make([]float64, len(tuples))
	sum := 0.0
	for i, t := range tuples {
		sum += t.count / total
		ends[i] = sum
	}
	return func(i int) int {
		_, u := math.Modf(float64(i+1) * math.Phi)
		low, high := 0, len(ends)-1
		for low < high {
			if mid := (low + high) / 2; ends[mid] > u {
				high = mid
			} else {
				low = mid + 1
			}
		}
		return low
	}
}
