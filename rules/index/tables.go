package index

import (
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// tables returns what has indexes to judge: user tables and materialized
// views, a partitioned table once for all of its partitions.
func tables(p *advice.Pass) []*snapshot.Relation {
	return slices.DeleteFunc(p.UserRelations("r", "p", "m"), func(r *snapshot.Relation) bool { return r.IsPartition })
}

// leaves returns the indexes that store an index's entries: itself, or what
// is attached to a partitioned index on the leaf partitions.
func leaves(p *advice.Pass, x *snapshot.Index) []*snapshot.Index {
	if x.Kind != "I" {
		return []*snapshot.Index{x}
	}
	var out []*snapshot.Index
	for _, part := range p.IndexParts(x.OID) {
		out = append(out, leaves(p, part)...)
	}
	return out
}

// size is what an index takes on disk, over all partitions.
func size(p *advice.Pass, x *snapshot.Index) int64 {
	var sum int64
	for _, l := range leaves(p, x) {
		sum += l.Bytes
	}
	return sum
}

// use is how often an index was scanned since the counters count.
type use struct {
	scans int64
	last  *time.Time // 16+; nil when never, or not recorded
	known bool       // counters of every part were seen
}

func useOf(p *advice.Pass, x *snapshot.Index) use {
	u := use{known: true}
	for _, l := range leaves(p, x) {
		k := p.IndexCountersOf(l.OID)
		if k == nil {
			u.known = false
			continue
		}
		u.scans += k.IdxScan
		if k.LastIdxScan != nil && (u.last == nil || k.LastIdxScan.After(*u.last)) {
			u.last = k.LastIdxScan
		}
	}
	return u
}
