package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// endRow is the row at one end: of the key n/2 the least for an even n, else the
// greatest.
type endRow struct {
	N      int
	Values json.RawMessage // an array of strings
}

// readEnds reads a batch of keys, in halves where it takes too long, and returns
// how many could not be read.
func (c *collector) readEnds(keys []endKey) (late int) {
	err := c.readBatch(keys)
	var server *pgconn.PgError
	switch {
	case err == nil || c.err != nil:
		return 0
	case !errors.As(err, &server) || server.Code != canceled && server.Code != lockNotFree && len(keys) == 1:
		c.notSeen(snapshot.AreaEndPoints, err)
		return 0
	case len(keys) == 1:
		return 1
	}
	half := len(keys) / 2
	return c.readEnds(keys[:half]) + c.readEnds(keys[half:])
}

// endGuard makes a plan without an index's order as expensive as can be, and
// the costs tell the height of the index. Row security that would hide rows is
// an error. A read must not look like use of the index: whoever may, keeps it out
// of the counters.
func endGuard() string {
	var b strings.Builder
	b.WriteString("; select case pg_catalog.current_setting('is_superuser') when 'on' then pg_catalog.set_config('track_counts', 'off', true) end")
	for _, s := range [][2]string{
		{"enable_seqscan", "off"}, {"enable_bitmapscan", "off"}, {"enable_sort", "off"}, {"row_security", "off"},
		{"cpu_operator_cost", "1"}, {"lock_timeout", millis(endPointTimeout)}, {"statement_timeout", millis(endPointTimeout)},
	} {
		fmt.Fprintf(&b, "; select pg_catalog.set_config(%s, %s, true)", pg.QuoteLiteral(s[0]), pg.QuoteLiteral(s[1]))
	}
	return b.String()
}

// prepared is the statement of one batch: explained, then executed, it is
// planned once.
const prepared = "pgadept_end_points"

// readBatch explains the reads and runs those that are the first entry of an
// index, in one short transaction of three round trips.
func (c *collector) readBatch(keys []endKey) error {
	// Apart from what follows, for it says how strings are to be read.
	if err := c.exec("begin a short transaction", "begin transaction read only; "+c.ours()+endGuard()); err != nil {
		return errors.Join(err, c.exec("end it", "rollback"))
	}
	rows, err := c.readPlanned(keys)
	if err == nil {
		return c.keepEnds(keys, rows)
	}
	if c.err != nil {
		return err
	}
	if undo := c.exec("end a short transaction", "rollback"); undo != nil {
		return errors.Join(err, undo)
	}
	if lost := c.exec("forget a prepared statement", "deallocate "+prepared); c.err != nil { // there may be none
		return errors.Join(err, lost)
	}
	return err
}

func (c *collector) readPlanned(keys []endKey) ([]endRow, error) {
	selects := make([]string, 2*len(keys))
	for i := range keys {
		selects[2*i], selects[2*i+1] = keys[i].sql(c.major, 2*i, keys[i].lowRows), keys[i].sql(c.major, 2*i+1, keys[i].highRows)
	}
	results, err := c.simple("prepare " + prepared + " as " + signature + union(selects) + "; explain (format json) execute " + prepared)
	if err != nil {
		return nil, err
	}
	scans, err := readEndPlan(results[1].Rows[0][0])
	if err != nil {
		return nil, err
	}
	c.noteHeights(keys, scans)
	var cheap []string
	for n, sql := range selects {
		_, this := scans[n]
		_, other := scans[n^1]
		if this && other && c.opt.Ends {
			cheap = append(cheap, sql)
		}
	}
	read := "execute " + prepared
	switch len(cheap) {
	case len(selects):
	case 0:
		read = "select where false"
	default:
		read = signature + union(cheap)
	}
	if results, err = c.simple(read + "; deallocate " + prepared + "; commit"); err != nil {
		return nil, err
	}
	return endRows(results[0].Rows)
}

func union(selects []string) string { return strings.Join(selects, "\nunion all\n") }

// simple sends statements as one message and returns their results.
func (c *collector) simple(sql string) ([]*pgconn.Result, error) {
	results, err := c.conn.Exec(c.ctx, sql).ReadAll()
	if err != nil {
		c.fatal(err)
	}
	return results, err
}

func endRows(values [][][]byte) ([]endRow, error) {
	rows := make([]endRow, len(values))
	for i, v := range values {
		n, err := strconv.Atoi(string(v[0]))
		if err != nil {
			return nil, fmt.Errorf("read an end point: %w", err)
		}
		rows[i] = endRow{n, v[1]}
	}
	return rows, nil
}

// sql is the query for the row at one end.
func (k *endKey) sql(major, n int, order string) string {
	alias := fmt.Sprintf("%s%d", endAlias, n)
	values := make([]string, len(k.columns))
	for i, a := range k.columns {
		value := alias + "." + pg.QuoteIdent(k.table.Column(a).Name)
		values[i] = "case when pg_catalog.num_nulls(" + value + ") = 0 then pg_catalog.format('%s', " + value + ") end"
	}
	return strings.NewReplacer(
		"{n}", fmt.Sprint(n), "{values}", strings.Join(values, ", "), "{table}", k.table.PG().String(), "{alias}", alias,
		"{key}", strings.ReplaceAll(k.key, "{alias}", alias)+k.collate, "{order}", order,
	).Replace(strings.TrimPrefix(query("end_point.sql", major), signature))
}

// keepEnds pairs the rows. A key without both ends has no values.
func (c *collector) keepEnds(keys []endKey, rows []endRow) error {
	slices.SortFunc(rows, func(a, b endRow) int { return a.N - b.N })
	for i := 0; i+1 < len(rows); i++ {
		low, high := rows[i], rows[i+1]
		if low.N%2 != 0 || high.N != low.N+1 {
			continue
		}
		k := keys[low.N/2]
		e := snapshot.EndPoint{TableOID: k.table.OID, Attnums: k.columns}
		if err := errors.Join(json.Unmarshal(low.Values, &e.Low), json.Unmarshal(high.Values, &e.High)); err != nil {
			return fmt.Errorf("read the ends of %s: %w", k.index.PG(), err)
		}
		if k.index.Keys[0].Attnum == 0 {
			e.IndexOID = k.index.OID
		}
		c.snap.EndPoints = append(c.snap.EndPoints, e)
	}
	return nil
}
