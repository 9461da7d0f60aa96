package config

import (
	"fmt"
	"strconv"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// CostConstants finds planner constants that contradict what is known of the
// server: less cache than shared_buffers, the random reads of a spinning disk
// where memory answers nearly all reads.
var CostConstants = advice.Rule{
	ID:       "config/cost-constants",
	Title:    "the planner is told of other hardware than the server shows",
	Severity: advice.Low,
	Needs: []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides, snapshot.AreaDatabaseCounters,
		snapshot.AreaRelations, snapshot.AreaTablespaces},
	Wants: []snapshot.Area{snapshot.AreaIndexes, snapshot.AreaSizes},
	Thresholds: []advice.Threshold{
		{Name: "min_bytes", Default: 1 << 30, Unit: "bytes", Doc: "databases below this size are read from memory whatever the plan"},
		{Name: "min_hit_percent", Default: 99, Unit: "percent", Doc: "share of page reads that shared buffers answer, from which on random reads are cheap"},
		{Name: "min_blocks", Default: 1e6, Unit: "pages", Doc: "page reads that the share must rest on"},
	},
	Check: func(p *advice.Pass) {
		judgeCacheSize(p)
		judgeRandomPageCost(p)
	},
}

func judgeCacheSize(p *advice.Pass) {
	value, ok := databaseValue(p, "effective_cache_size")
	buffers, known := p.SettingBytes("shared_buffers")
	pages, err := strconv.ParseInt(value, 10, 64)
	if !ok || !known || err != nil {
		return
	}
	cache := pages * int64(p.Server.BlockSize)
	untouched := p.Setting("effective_cache_size").Source == "default" && cache < 2*buffers
	if cache >= buffers && !untouched {
		return
	}
	severity, title := advice.Low, fmt.Sprintf("effective_cache_size is %s, less than shared_buffers alone (%s)", advice.Size(cache), advice.Size(buffers))
	if cache >= buffers {
		severity, title = advice.Info, fmt.Sprintf("effective_cache_size is still its default of %s, beside shared_buffers of %s", advice.Size(cache), advice.Size(buffers))
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    title,
		Object:   settingObject("effective_cache_size"),
		Evidence: []advice.Evidence{
			{Name: "effective_cache_size", Value: cache, Unit: "bytes", Source: "pg_settings.setting"},
			{Name: "shared_buffers", Value: buffers, Unit: "bytes", Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{Summary: "the planner expects repeated index look-ups to go to the disk, and prefers scans of whole tables"},
		Fix: setForPlanner(p, "effective_cache_size", fmt.Sprintf("%dMB", 2*buffers>>20), "tell the planner of twice shared_buffers",
			"it allocates nothing; SQL cannot see the machine's memory, and where shared_buffers is a quarter of it, three times as much is right"),
	})
}

func judgeRandomPageCost(p *advice.Pass) {
	random, ok1 := number(p, "random_page_cost")
	seq, ok2 := number(p, "seq_page_cost")
	if !ok1 || !ok2 {
		return
	}
	o := settingObject("random_page_cost")
	evidence := []advice.Evidence{
		{Name: "random_page_cost", Value: random, Source: "pg_settings.setting"},
		{Name: "seq_page_cost", Value: seq, Source: "pg_settings.setting"},
	}
	if random < seq {
		p.Report(advice.Finding{
			Title:  fmt.Sprintf("random_page_cost (%g) is below seq_page_cost (%g), as if jumping were faster than reading on", random, seq),
			Object: o, Evidence: evidence,
			Impact: advice.Impact{Summary: "the planner takes an index where reading the table from end to end is cheaper"},
			Fix:    setForPlanner(p, "random_page_cost", fmt.Sprintf("%g", 1.1*seq), "make a random read a little dearer than a sequential one", planCaution),
		})
		return
	}
	hit, known := hitPercent(p)
	if random < 4*seq || tablespaceCosts(p) || storedBytes(p) < int64(p.Threshold("min_bytes")) {
		return
	}
	if !known {
		p.NotAssessable(fmt.Sprintf("fewer than %.0f page reads were counted, too few to say how many of them memory answers", p.Threshold("min_blocks")), "")
		return
	}
	if hit < p.Threshold("min_hit_percent") {
		return
	}
	evidence = append(evidence, p.Counted("pages found in shared buffers", fmt.Sprintf("%.1f %%", hit), "pg_stat_database.blks_hit"))
	p.Report(advice.Finding{
		Severity: advice.Info,
		Title:    fmt.Sprintf("random_page_cost is %g, the price of a spinning disk, while memory answers %.1f %% of page reads", random, hit),
		Object:   o, Evidence: evidence,
		Impact: advice.Impact{Summary: "index scans look dearer than they are here, so that some queries read whole tables; whether any does, their plans must show"},
		Fix:    setForPlanner(p, "random_page_cost", fmt.Sprintf("%g", 1.1*seq), "price random reads as on solid-state storage", planCaution),
	})
}

const planCaution = "SQL cannot see the disk: do this on solid-state or network storage, not on spinning disks; plans change, so try it first in a session with the heaviest queries"
