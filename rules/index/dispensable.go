package index

import (
	"cmp"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// reason says why an index is not needed beside another. Each index has one
// reason at most, and one rule reports it.
type reason int

const (
	isDuplicate  reason = iota + 1 // index/duplicate: the same definition
	isSuperset                     // index/superset-of-unique: its uniqueness is implied
	isPrefix                       // index/redundant-prefix: a wider one begins with its keys
	isUniqueTwin                   // index/covered-by-unique: the same keys, and the other is unique
)

// verdict names the reason and the index that stays and does the work.
type verdict struct {
	reason reason
	stays  *snapshot.Index
}

// maxRatio is how much larger an index may be that replaces a narrower one.
const maxRatio = 2

// dispensable judges the indexes of one table against each other. What stays
// is never dispensable itself for a later reason that would drop it, so all
// verdicts can be carried out together. An index with a duty is spared, but
// for a UNIQUE constraint that another one makes superfluous.
func dispensable(p *advice.Pass, t *snapshot.Relation, ratio float64) map[*snapshot.Index]verdict {
	j := &judge{p: p, t: t, ratio: ratio, out: map[*snapshot.Index]verdict{}, bytes: map[*snapshot.Index]float64{}, scans: map[*snapshot.Index]int64{}}
	for _, x := range p.IndexesOf(t.OID) {
		if x.Fit() {
			j.list = append(j.list, x)
		}
	}
	if !anyOverlap(j.list) {
		return nil
	}
	for _, x := range j.list {
		j.bytes[x], j.scans[x] = float64(size(p, x)), useOf(p, x).scans
	}
	j.duplicates()
	j.supersets()
	j.prefixes()
	j.uniqueTwins()
	return j.out
}

// anyOverlap reports whether two indexes share a key, as all must that are to
// be compared. Most tables have none.
func anyOverlap(list []*snapshot.Index) bool {
	for i, a := range list {
		for _, b := range list[i+1:] {
			for _, k := range a.Keys {
				if slices.ContainsFunc(b.Keys, func(o snapshot.IndexKey) bool { return o.Attnum == k.Attnum }) {
					return true
				}
			}
		}
	}
	return false
}

type judge struct {
	p     *advice.Pass
	t     *snapshot.Relation
	ratio float64
	list  []*snapshot.Index
	out   map[*snapshot.Index]verdict

	bytes map[*snapshot.Index]float64
	scans map[*snapshot.Index]int64
}

// rest are the indexes without a verdict so far.
func (j *judge) rest() []*snapshot.Index {
	return slices.DeleteFunc(slices.Clone(j.list), func(x *snapshot.Index) bool { _, gone := j.out[x]; return gone })
}

// duplicates keeps, of indexes with one definition, the one with the weightiest
// duty, then the most scanned, then the oldest.
func (j *judge) duplicates() {
	list := slices.Clone(j.list)
	slices.SortFunc(list, func(a, b *snapshot.Index) int {
		return cmp.Or(
			cmp.Compare(weight(j.p, b), weight(j.p, a)),
			cmp.Compare(j.scans[b], j.scans[a]),
			cmp.Compare(a.OID, b.OID),
		)
	})
	for i, stays := range list {
		for _, x := range list[i+1:] {
			_, gone := j.out[x]
			if gone || !sameDefinition(stays, x) {
				continue
			}
			if duty(j.p, x) == "" || stays.ConstraintOID != 0 && onlyUniqueConstraint(j.p, x) != nil {
				j.out[x] = verdict{isDuplicate, stays}
			}
		}
	}
}

// weight orders indexes by how hard their duty is to move to another one.
func weight(p *advice.Pass, x *snapshot.Index) int {
	w := 0
	for i, held := range []bool{x.Clustered, x.ReplicaIdentity, x.ConstraintOID != 0, referencedBy(p, x) != nil, x.Primary} {
		if held {
			w |= 1 << i
		}
	}
	return w
}

func (j *judge) supersets() {
	list := j.rest()
	slices.SortStableFunc(list, func(a, b *snapshot.Index) int { return cmp.Compare(len(a.Keys), len(b.Keys)) })
	for _, wide := range list {
		if !wide.Unique || wide.AccessMethod != "btree" || duty(j.p, wide) != "" && onlyUniqueConstraint(j.p, wide) == nil {
			continue
		}
		for _, narrow := range j.rest() {
			if narrow != wide && narrow.AccessMethod == "btree" && impliesUnique(j.t, narrow, wide) {
				j.out[wide] = verdict{isSuperset, narrow}
				break
			}
		}
	}
}

// prefixes looks at wide indexes first, so that what takes over is known to
// stay. It must be used already or have a duty: else index/unused may want it
// gone.
func (j *judge) prefixes() {
	list := j.rest()
	slices.SortStableFunc(list, func(a, b *snapshot.Index) int { return cmp.Compare(columns(b), columns(a)) })
	for _, narrow := range list {
		if narrow.Unique || duty(j.p, narrow) != "" {
			continue
		}
		var best *snapshot.Index
		for _, wide := range j.rest() {
			longer := len(wide.Keys) > len(narrow.Keys) || !wide.Unique && len(wide.Include) > len(narrow.Include)
			lasting := wide.Unique || duty(j.p, wide) != "" || j.scans[wide] > 0
			if wide != narrow && longer && lasting && extends(wide, narrow) &&
				j.bytes[wide] <= j.ratio*j.bytes[narrow] &&
				(best == nil || j.bytes[wide] < j.bytes[best]) {
				best = wide
			}
		}
		if best != nil {
			j.out[narrow] = verdict{isPrefix, best}
		}
	}
}

func columns(x *snapshot.Index) int { return len(x.Keys) + len(x.Include) }

func (j *judge) uniqueTwins() {
	for _, x := range j.rest() {
		if x.Unique || duty(j.p, x) != "" {
			continue
		}
		for _, stays := range j.rest() {
			if stays.Unique && len(stays.Keys) == len(x.Keys) && extends(stays, x) {
				j.out[x] = verdict{isUniqueTwin, stays}
				break
			}
		}
	}
}
