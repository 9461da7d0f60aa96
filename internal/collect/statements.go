package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/snapshot"
)

func itoa(n int) string { return strconv.Itoa(n) }

const installStatements = "add pg_stat_statements to shared_preload_libraries, restart, then: create extension pg_stat_statements"

type statementsExtension struct {
	Version string `json:"version"`
	Schema  string `json:"schema"`
	Quoted  string `json:"quoted_schema"`
	HasInfo bool   `json:"has_info"`
}

// statements reads pg_stat_statements, wherever and in whatever version it is
// installed.
func (c *collector) statements() {
	e := readOne[statementsExtension](c, snapshot.AreaStatements, "statements_extension.sql")
	if e == nil {
		c.noStatements("pg_stat_statements is not installed in this database")
		return
	}
	info := &snapshot.StatementsInfo{ExtensionVersion: e.Version, Schema: e.Schema}
	count, err := tryText[snapshot.StatementsInfo](c, snapshot.AreaStatementsInfo, e.in("statements_count.sql", c.major))
	if c.statementsFailed(err) {
		return
	}
	for _, n := range count {
		info.Entries, info.OtherDatabases = n.Entries, n.OtherDatabases
	}
	if e.HasInfo {
		rows, err := tryText[snapshot.StatementsInfo](c, snapshot.AreaStatementsInfo, e.in("statements_info.sql", c.major))
		if err != nil {
			c.notSeen(snapshot.AreaStatementsInfo, err)
		}
		for _, r := range rows {
			info.Dealloc, info.StatsReset = r.Dealloc, r.StatsReset
		}
	}
	rows, err := tryText[statementRow](c, snapshot.AreaStatements, e.in("statements.sql", c.major), itoa(c.opt.MaxStatements))
	if c.statementsFailed(err) {
		return
	}
	c.snap.StatementsInfo = info
	if len(rows) == c.opt.MaxStatements {
		info.Dropped = max(0, info.Entries-info.OtherDatabases-int64(len(rows)))
	}
	c.keepStatements(rows)
}

// in puts the extension's schema into a query; the server quoted it.
func (e *statementsExtension) in(file string, major int) string {
	return strings.ReplaceAll(query(file, major), "{schema}", e.Quoted)
}

type statementRow struct {
	UserName string          `json:"usename"`
	QueryID  int64           `json:"queryid"`
	Query    string          `json:"query"`
	Counters json.RawMessage `json:"counters"`
}

// renamed are columns of older versions of the extension.
type renamed struct {
	BlkReadTime  *float64 `json:"blk_read_time"` // until 1.10
	BlkWriteTime *float64 `json:"blk_write_time"`
	TotalTime    *float64 `json:"total_time"` // until 1.7
	MinTime      float64  `json:"min_time"`
	MaxTime      float64  `json:"max_time"`
	MeanTime     float64  `json:"mean_time"`
	StddevTime   float64  `json:"stddev_time"`
}

func (c *collector) keepStatements(rows []statementRow) {
	hidden := 0
	for _, r := range rows {
		var s snapshot.Statement
		var old renamed
		if err := errors.Join(json.Unmarshal(r.Counters, &s), json.Unmarshal(r.Counters, &old)); err != nil {
			c.notSeen(snapshot.AreaStatements, fmt.Errorf("an entry of pg_stat_statements: %w", err))
			return
		}
		if s.SharedBlkReadTime == nil {
			s.SharedBlkReadTime, s.SharedBlkWriteTime = old.BlkReadTime, old.BlkWriteTime
		}
		if old.TotalTime != nil {
			s.TotalTime, s.MinTime, s.MaxTime, s.MeanTime, s.StddevTime = *old.TotalTime, old.MinTime, old.MaxTime, old.MeanTime, old.StddevTime
		}
		s.UserName, s.QueryID, s.Query = r.UserName, r.QueryID, hideConstants(r.Query)
		if s.Query == hiddenQuery {
			s.Query, s.Hidden = "", true
			hidden++
		}
		c.snap.Statements = append(c.snap.Statements, s)
	}
	c.noteHidden(snapshot.AreaStatements, hidden, len(rows), "statements")
}

// statementsFailed says why the extension's view could not be read.
func (c *collector) statementsFailed(err error) bool {
	if err == nil {
		return false
	}
	var server *pgconn.PgError
	if errors.As(err, &server) && server.Code == notPreloaded {
		c.noStatements("pg_stat_statements is installed but not loaded (" + server.Message + ")")
		return true
	}
	c.notSeen(snapshot.AreaStatements, err)
	c.notSeen(snapshot.AreaStatementsInfo, err)
	return true
}

func (c *collector) noStatements(why string) {
	for _, area := range []snapshot.Area{snapshot.AreaStatements, snapshot.AreaStatementsInfo} {
		if c.err == nil && c.snap.Unseen(area) == nil {
			c.note(snapshot.NotSeen{Area: area, Why: why, Grant: installStatements})
		}
	}
}
