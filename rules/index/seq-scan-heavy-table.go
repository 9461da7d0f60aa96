package index

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// SeqScanHeavyTable finds large tables that are read from end to end all day.
var SeqScanHeavyTable = advice.Rule{
	ID:       "index/seq-scan-heavy-table",
	Title:    "a large table that is read from end to end all day",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaTableCounters, snapshot.AreaDatabaseCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes, snapshot.AreaStatements},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 10_000, Unit: "rows", Doc: "smaller tables are best read whole"},
		{Name: "min_days", Default: 1, Unit: "days", Doc: "for so long the counters must have counted"},
		{Name: "min_scans", Default: 100, Unit: "scans a day", Doc: "fewer are reports and backups"},
		{Name: "min_rows_read", Default: 1e9, Unit: "rows a day", Doc: "what the scans must read: about 100 s of one core"},
		{Name: "min_share", Default: 10, Unit: "percent", Doc: "of the table's rows that a scan reads on average; less is a LIMIT"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("r", "p", "m") {
			if t.IsPartition || p.Rows(t) < p.Threshold("min_rows") {
				continue
			}
			s := seqScansOf(p, t)
			if s.scans == 0 || s.rows/s.scans < p.Threshold("min_share")/100*s.perScan {
				continue
			}
			window, ok := p.CountersDays()
			if !ok || window < p.Threshold("min_days") {
				if s.rows >= p.Threshold("min_rows_read")*p.Threshold("min_days") {
					p.NotAssessable(youngCounters(p, p.Threshold("min_days")), "")
				}
				continue
			}
			if s.scans/window >= p.Threshold("min_scans") && s.rows/window >= p.Threshold("min_rows_read") {
				reportSeqScans(p, t, s, window)
			}
		}
	},
}

// seqScans are the sequential scans of a table, or of all its partitions.
type seqScans struct {
	scans, rows, index float64
	perScan            float64 // rows of what one scan reads: the largest partition scanned
}

func seqScansOf(p *advice.Pass, t *snapshot.Relation) seqScans {
	var s seqScans
	for _, l := range p.Leaves(t) {
		if k := p.TableCountersOf(l.OID); k != nil {
			s.scans += float64(k.SeqScan)
			s.rows += float64(k.SeqTupRead)
			s.index += float64(k.IdxScan)
			if k.SeqScan > 0 {
				s.perScan = max(s.perScan, p.Rows(l))
			}
		}
	}
	return s
}

// msPerRow is what one row costs a sequential scan that finds it in the cache.
const msPerRow = 0.0001

func reportSeqScans(p *advice.Pass, t *snapshot.Relation, s seqScans, window float64) {
	perDay := s.rows / window
	ms := perDay * msPerRow
	f := advice.Finding{
		Severity: advice.Low,
		Title: fmt.Sprintf("table %s (%s rows) is read from end to end %s times a day", t.PG(),
			advice.Count(p.Rows(t)), advice.Count(s.scans/window)),
		Object: advice.TableObject(t),
		Evidence: []advice.Evidence{
			p.Counted("sequential scans", int64(s.scans), "pg_stat_all_tables.seq_scan"),
			p.Counted("rows read by them", int64(s.rows), "pg_stat_all_tables.seq_tup_read"),
			p.Counted("index scans", int64(s.index), "pg_stat_all_tables.idx_scan"),
			{Name: "rows", Value: p.Rows(t), Unit: "rows", Source: "pg_class.reltuples"},
			{Name: "size", Value: p.TreeBytes(t), Unit: "bytes", Source: "pg_class.relpages"},
		},
		Impact: advice.Impact{
			Summary: fmt.Sprintf("%s rows read a day, at least %s of processor time by 0.1 µs a row", advice.Count(perDay), advice.InWords(days(ms/86_400_000))),
			// An estimate at the lower end: rows from disk cost far more.
			MSPerDay: ms,
		},
		Fix: &advice.Fix{
			Summary: fmt.Sprintf("give the searches of %s an index", t.PG()),
			Steps: []advice.Step{
				advice.ByHand(fmt.Sprintf("find the statements that read %s without an index (auto_explain, or EXPLAIN of those in the evidence), and what columns they search by", t.PG())),
				advice.ByHand("create an index on these columns with CREATE INDEX CONCURRENTLY"),
			},
			Caution: "A statement that needs most of the rows is served best by reading them all; then cache its result, or read less often. The undo is DROP INDEX CONCURRENTLY.",
		},
	}
	switch {
	case perDay >= 1e11:
		f.Severity = advice.High
	case perDay >= 1e10:
		f.Severity = advice.Medium
	}
	if top := heaviest(p, t, 3); len(top) > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "heaviest statements on it", Value: top, Source: "pg_stat_statements.query, total_exec_time"})
	}
	p.Report(f)
}

// heaviest returns the statements that name the table and take most time.
func heaviest(p *advice.Pass, t *snapshot.Relation, n int) []string {
	var hits []*snapshot.Statement
	for i := range p.Statements {
		if st := &p.Statements[i]; !st.Hidden && strings.Contains(st.Query, t.Name) && names(st.Query, t) {
			hits = append(hits, st)
		}
	}
	slices.SortFunc(hits, func(a, b *snapshot.Statement) int {
		return cmp.Or(cmp.Compare(b.TotalTime, a.TotalTime), cmp.Compare(a.QueryID, b.QueryID))
	})
	var out []string
	for _, st := range hits[:min(n, len(hits))] {
		out = append(out, fmt.Sprintf("%s (%s calls, %.0f ms each)", advice.ExcerptOf(st.Query, 120), advice.Count(float64(st.Calls)), st.MeanTime))
	}
	return out
}

func names(sql string, t *snapshot.Relation) bool {
	tables, err := sqlparse.Tables(sql)
	return err == nil && slices.ContainsFunc(tables, func(n sqlparse.Name) bool {
		return n.Name == t.Name && (n.Schema == "" || n.Schema == t.Schema)
	})
}
