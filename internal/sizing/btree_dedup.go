package sizing

import "math"

// maxPosting is the largest tuple with a list of rows that CREATE INDEX makes
// (maxpostingsize in nbtsort.c, made a multiple of the alignment).
const maxPosting = (pageBytes*10/100/maxAlign*maxAlign - itemPointer) / maxAlign * maxAlign

// postingRows is how many rows a tuple of this size holds at most
// (_bt_dedup_save_htid in nbtdedup.c).
func postingRows(size int) int { return (maxPosting - size) / tupleID }

// deduplicated passes on the tuples into which deduplication gathers the rows
// of equal keys. How often a key occurs varies as it does by chance: a Poisson
// distribution without its zero, for every key occurs.
func deduplicated(k BTreeKeys, add func(size, posting int, n float64)) {
	distinct := k.distinct()
	mean := k.Rows / distinct
	for c, p := range occurrences(mean) {
		if p > 0 {
			gather(k.Size, c, p*distinct, add)
		}
	}
	if mean > manyRows {
		n := postingRows(k.Size)
		full := math.Floor(mean / float64(n))
		add(align(k.Size+n*tupleID, maxAlign), n*tupleID, full*distinct)
		gather(k.Size, int(mean-full*float64(n)), distinct, add)
	}
}

// gather adds keys of c rows each.
func gather(size, c int, keys float64, add func(size, posting int, n float64)) {
	n := postingRows(size)
	if full := c / n; full > 0 {
		add(align(size+n*tupleID, maxAlign), n*tupleID, float64(full)*keys)
	}
	switch rest := c % n; rest {
	case 0:
	case 1:
		add(size, 0, keys)
	default:
		add(align(size+rest*tupleID, maxAlign), rest*tupleID, keys)
	}
}

// manyRows is from when on the spread of a key's rows no longer matters.
const manyRows = 2000

// occurrences is the distribution of the rows of a key, from 1 on, whose mean is this;
// nothing for a mean above manyRows.
func occurrences(mean float64) map[int]float64 {
	switch {
	case mean > manyRows:
		return nil
	case mean < 1.0001:
		return map[int]float64{1: 1}
	}
	rate := rateFor(mean)
	out := map[int]float64{}
	spread := 6 * math.Sqrt(rate)
	low, high := max(1, int(rate-spread)), int(rate+spread)+10
	sum := 0.0
	for c := low; c <= high; c++ {
		l, _ := math.Lgamma(float64(c) + 1)
		p := math.Exp(float64(c)*math.Log(rate) - rate - l)
		out[c], sum = p, sum+p
	}
	for c := range out {
		out[c] /= sum
	}
	return out
}

// rateFor is the rate of the Poisson distribution that has this mean without
// its zero: rate / (1 - exp(-rate)) = mean.
func rateFor(mean float64) float64 {
	low, high := 0.0, mean
	for range 60 {
		mid := (low + high) / 2
		if mid/-math.Expm1(-mid) < mean {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}
