package trade

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Edges are queries at, inside and beyond both ends of the columns by which
// indexes are ordered, and of their histograms. Of many, about as many as most
// says are taken; 0 is all.
func Edges(s *snapshot.Snapshot, most int) []Query {
	cat := snapshot.NewCatalog(s)
	var out []Query
	for _, e := range s.EndPoints {
		r := cat.Relation(e.TableOID)
		if len(e.Attnums) != 1 || e.IndexOID != 0 {
			continue
		}
		values := []*string{e.Low[0], e.High[0]}
		if c := cat.ColumnStats(r.OID, e.Attnums[0]); c != nil {
			if bounds := c.Histogram(); len(bounds) > 2 {
				values = append(values, &bounds[0], &bounds[1], &bounds[len(bounds)-2], &bounds[len(bounds)-1])
			}
		}
		column := "x." + pg.QuoteIdent(r.Column(e.Attnums[0]).Name)
		for _, v := range values {
			for _, op := range []string{"<", "<=", "=", ">=", ">"} {
				sql := fmt.Sprintf("select %s from %s x where %s %s %s", column, r.PG(), column, op, pg.QuoteLiteral(*v))
				out = append(out, Query{sql, sql})
			}
		}
	}
	step := 1
	if most > 0 {
		step = len(out)/most + 1
	}
	if step%5 == 0 { // of five comparisons not always the same
		step++
	}
	var some []Query
	for i := 0; i < len(out); i += step {
		some = append(some, out[i])
	}
	return some
}
