package collect

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func itoa(n int) string { return strconv.Itoa(n) }

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
		c.noStatements(c.missingStatements())
		return
	}
	info := &snapshot.StatementsInfo{ExtensionVersion: e.Version, Schema: e.Schema}
	count, err := tryText[snapshot.StatementsInfo](c, snapshot.AreaStatementsInfo, e.in("statements_count.sql", c.major))
	if c.statementsFailed(e, err) {
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
	if c.statementsFailed(e, err) {
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
func (c *collector) statementsFailed(e *statementsExtension, err error) bool {
	if err == nil {
		return false
	}
	var server *pgconn.PgError
	if errors.As(err, &server) && server.Code == notPreloaded {
		c.noStatements(notCounting, loadStatements)
		return true
	}
	if foreignStatement(err) {
		c.noStatements("a statement of another database cannot be written in this one's encoding, and pg_stat_statements then shows none at all ("+c.why(err)+")", c.forgetForeign(e, err))
		return true
	}
	c.notSeen(snapshot.AreaStatements, err)
	c.notSeen(snapshot.AreaStatementsInfo, err)
	return true
}

// The rule config/blind-monitoring says the same in the same words: who reads
// both must not wonder which is right.
const (
	notCounting      = "pg_stat_statements is not loaded, so no statement is counted"
	loadStatements   = "add pg_stat_statements to shared_preload_libraries, restart"
	createStatements = "create extension pg_stat_statements"
)

// missingStatements says why there is no extension to read, and what helps.
// Only members of pg_read_all_settings see whether the library is loaded.
func (c *collector) missingStatements() (why, grant string) {
	for _, s := range c.snap.Settings {
		if s.Name != "shared_preload_libraries" {
			continue
		}
		if slices.Contains(advice.SettingNames(s.Value), "pg_stat_statements") {
			return "pg_stat_statements counts, but this database has no view to read it", createStatements
		}
		return notCounting, loadStatements + ", then: " + createStatements
	}
	return "pg_stat_statements is not installed in this database",
		createStatements + "; if shared_preload_libraries lacks it, add it there and restart first"
}

func (c *collector) noStatements(why, grant string) {
	for _, area := range []snapshot.Area{snapshot.AreaStatements, snapshot.AreaStatementsInfo} {
		if c.err == nil && c.snap.Unseen(area) == nil {
			c.note(snapshot.NotSeen{Area: area, Why: why, Grant: grant})
		}
	}
}
