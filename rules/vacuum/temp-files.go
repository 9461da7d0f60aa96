package vacuum

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TempFiles finds a database whose sorts and hashes go to disk in earnest.
var TempFiles = advice.Rule{
	ID:       "vacuum/temp-files",
	Title:    "sorts and hashes write many temporary files",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaDatabaseCounters},
	Wants:    []snapshot.Area{snapshot.AreaStatements, snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Thresholds: []advice.Threshold{
		{Name: "bytes_per_day", Default: 10 << 30, Unit: "bytes", Doc: "written to temporary files in a day"},
		{Name: "medium_per_day", Default: 100 << 30, Unit: "bytes", Doc: "from here on the finding is medium"},
		{Name: "high_per_day", Default: 1 << 40, Unit: "bytes", Doc: "from here on it is high"},
		{Name: "min_days", Default: 1, Unit: "days", Doc: "for so long the counters must have counted"},
		{Name: "max_work_mem", Default: 256 << 20, Unit: "bytes", Doc: "more work_mem than this is not proposed: the query needs another plan"},
	},
	Check: func(p *advice.Pass) {
		d := p.Database()
		if d == nil {
			p.NotAssessable("pg_stat_database has no row of this database", "")
			return
		}
		days, ok := p.CountersDays()
		if perDay := float64(d.TempBytes) / max(days, p.Threshold("min_days")); perDay < p.Threshold("bytes_per_day") {
			if !ok || days < p.Threshold("min_days") {
				youngCounters(p, p.Threshold("min_days"))
			}
			return
		}
		reportTempFiles(p, d, max(days, p.Threshold("min_days")))
	},
}

func reportTempFiles(p *advice.Pass, d *snapshot.DatabaseCounters, days float64) {
	perDay := float64(d.TempBytes) / days
	f := advice.Finding{
		Title:  fmt.Sprintf("Database %s writes %s of temporary files a day", d.Name, advice.Size(int64(perDay))),
		Object: advice.Object{Kind: "database", Name: d.Name},
		Evidence: []advice.Evidence{
			p.Counted("temporary bytes", d.TempBytes, "pg_stat_database.temp_bytes"),
			p.Counted("temporary files", d.TempFiles, "pg_stat_database.temp_files"),
			{Name: "work_mem", Value: p.SettingValue("work_mem"), Unit: "kB", Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{Summary: "sorts, hashes and index builds that do not fit into memory write and read their data once more, which evicts table pages from the cache and can fill the disk"},
	}
	switch {
	case perDay >= p.Threshold("high_per_day"):
		f.Severity = advice.High
	case perDay >= p.Threshold("medium_per_day"):
		f.Severity = advice.Medium
	}
	top := spillers(p)
	for _, s := range top[:min(3, len(top))] {
		f.Evidence = append(f.Evidence, advice.Evidence{
			Name: "temporary bytes of a statement", Source: "pg_stat_statements.temp_blks_written",
			Value: fmt.Sprintf("%s in %s calls: %s", advice.Size(spilled(p, s)), advice.Count(float64(s.Calls)), advice.ExcerptOf(s.Query, 120)),
		})
	}
	f.Fix = cureSpills(p, d, top)
	p.Report(f)
}

// spillers are the statements that wrote temporary blocks, the worst first.
func spillers(p *advice.Pass) []*snapshot.Statement {
	var out []*snapshot.Statement
	for i := range p.Statements {
		if s := &p.Statements[i]; s.TempBlksWritten > 0 && s.Calls > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *snapshot.Statement) int { return cmp.Compare(b.TempBlksWritten, a.TempBlksWritten) })
	return out
}

func spilled(p *advice.Pass, s *snapshot.Statement) int64 {
	return s.TempBlksWritten * int64(p.Server.BlockSize)
}

// cureSpills gives the role whose statements spill most the memory that its
// worst one needs, where that is little; else it has the server log who does.
func cureSpills(p *advice.Pass, d *snapshot.DatabaseCounters, top []*snapshot.Statement) *advice.Fix {
	if role, want := memoryFor(p, d, top); want > 0 {
		set, undo := p.SetOverride(advice.Override{Role: role, Database: d.Name}, "work_mem", fmt.Sprintf("%dMB", want>>20))
		return &advice.Fix{
			Summary: fmt.Sprintf("let the sorts and hashes of role %s have %s each", role, advice.Size(want)),
			Steps:   []advice.Step{set},
			Undo:    []advice.Step{undo},
			Caution: "Every sort and hash of every session of the role may use so much, several in one statement: multiply by the sessions that run at once. New connections get it.",
		}
	}
	if kb, ok := p.SettingNumber("log_temp_files"); ok && kb < 0 {
		return p.SetParameter("log_temp_files", "10MB", "have the log name every statement that writes a temporary file of 10 MB or more")
	}
	return byHand("read off the log which statements write them",
		"look for \"temporary file\" in the server's log, and give those statements an index that delivers their order, a smaller result, or work_mem of their own (set local)")
}

// memoryFor is three times what a call of the worst statement spills, in a
// power of two, and its role; 0 where that is too much to give, or where the
// statement is not the larger part of it all. A sort or hash takes two to
// three times as much room in memory as in its file.
func memoryFor(p *advice.Pass, d *snapshot.DatabaseCounters, top []*snapshot.Statement) (role string, bytes int64) {
	if len(top) == 0 || top[0].UserName == "" || 2*spilled(p, top[0]) < d.TempBytes {
		return "", 0
	}
	need := 3 * spilled(p, top[0]) / top[0].Calls
	want := int64(1) << max(22, bits.Len64(uint64(need-1)))
	if have, ok := p.SettingBytes("work_mem"); !ok || want <= have || float64(want) > p.Threshold("max_work_mem") {
		return "", 0
	}
	return top[0].UserName, want
}
