package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// What the planner reads beyond the catalogs. A check-up does without; to plan
// elsewhere as here it takes both.
const (
	AreaIndexPages Area = "index_pages" // from the indexes' metapages
	AreaEndPoints  Area = "end_points"  // two values of each index, read from the data
)

// IndexPages is what an index's metapage says and pg_class does not.
type IndexPages struct {
	OID pg.OID `json:"oid"`
	// Height of a B-tree: the level of its fast root (btm_fastlevel).
	Height *int32 `json:"height,omitempty"`
	// Of a GIN index: nPendingPages, nTotalPages, nEntryPages, nDataPages, nEntries.
	PendingPages *int64 `json:"pending_pages,omitempty"`
	TotalPages   *int64 `json:"total_pages,omitempty"`
	EntryPages   *int64 `json:"entry_pages,omitempty"`
	DataPages    *int64 `json:"data_pages,omitempty"`
	Entries      *int64 `json:"entries,omitempty"`
	// Of a BRIN index: pagesPerRange, lastRevmapPage.
	PagesPerRange *int64 `json:"pages_per_range,omitempty"`
	RevmapPages   *int64 `json:"revmap_pages,omitempty"`
}

// EndPoint is the least and the greatest value of what a B-tree index is first
// ordered by, which the planner looks up in the index itself when a constant is
// beyond the histogram. Two indexes on one column share it.
type EndPoint struct {
	TableOID pg.OID    `json:"table_oid"`
	IndexOID pg.OID    `json:"index_oid,omitempty"` // where the key is an expression
	Attnums  []int16   `json:"attnums"`             // the column, or those that the expression uses
	Low      []*string `json:"low"`                 // the values of the two rows, as text; null for NULL
	High     []*string `json:"high"`
}
