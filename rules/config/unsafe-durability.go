package config

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UnsafeDurability finds settings under which a crash or a damaged page
// costs data: fsync and full_page_writes off, zero_damaged_pages and its kin on.
var UnsafeDurability = advice.Rule{
	ID:       "config/unsafe-durability",
	Title:    "a setting trades the safety of the data for speed",
	Severity: advice.Critical,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Check: func(p *advice.Pass) {
		for _, d := range durability {
			d.judge(p)
		}
	},
}

// guarantee is a setting with the one value under which data is safe.
type guarantee struct {
	name, safe string
	severity   advice.Severity
	trouble    string // completes "so …" in the title
	impact     string
	caution    string
	storage    bool // the platform's own storage may take its place
}

var durability = []guarantee{
	{
		name: "fsync", safe: "on", severity: advice.Critical, storage: true,
		trouble: "a crash of the machine can corrupt the whole cluster",
		impact:  "writes reach the disk in any order or not at all when the machine stops; the cluster must then be restored from a backup",
		caution: "what was written before is safe only after the kernel's cache was flushed: run sync on the host, or initdb --sync-only on the data directory",
	},
	{
		name: "full_page_writes", safe: "on", severity: advice.High, storage: true,
		trouble: "a page that a crash tears in half cannot be repaired",
		impact:  "recovery applies WAL to torn pages and leaves silent corruption",
		caution: "WAL grows: the first change of a page after each checkpoint is written whole; a longer checkpoint_timeout and wal_compression take most of that back",
	},
	{
		name: "zero_damaged_pages", safe: "off", severity: advice.Critical,
		trouble: "the rows of a damaged page vanish with a mere warning",
		impact:  "a page with a broken header is replaced by zeros in memory and, once written, on disk; what a repair could have saved is gone",
		caution: "queries on a damaged table fail from now on, which is what shows the damage",
	},
	{
		name: "ignore_checksum_failure", safe: "off", severity: advice.High,
		trouble: "pages that fail their checksum are used as if they were sound",
		impact:  "damage spreads into results, indexes and backups with nothing but a warning in the log",
		caution: "queries on a damaged table fail from now on, which is what shows the damage",
	},
	{
		name: "ignore_invalid_pages", safe: "off", severity: advice.High,
		trouble: "recovery goes on over WAL that refers to missing pages",
		impact:  "after the next crash or on a standby the server starts with data missing instead of stopping",
		caution: "a recovery that meets invalid pages stops; restore from a backup then",
	},
}

func (d guarantee) judge(p *advice.Pass) {
	if d.storage && ownStorage(p) {
		return
	}
	for _, o := range overridesHere(p) {
		if s := p.Setting(d.name); o.Name == d.name && s != nil && s.Normal(o.Value) != d.safe {
			p.Report(advice.Finding{
				Severity: d.severity,
				Title:    d.name + " is " + s.Normal(o.Value) + " for " + advice.OverrideOf(o).String() + ", so " + d.trouble,
				Object:   overrideObject(o),
				Evidence: []advice.Evidence{overrideEvidence(o)},
				Impact:   advice.Impact{Summary: d.impact},
				Fix:      advice.DropOverride(o, "take the override of "+d.name+" away"),
			})
		}
	}
	value, ok := serverValue(p, d.name)
	if !ok || value == d.safe {
		return
	}
	fix := p.SetParameter(d.name, d.safe, "turn "+d.name+" "+d.safe)
	fix.Caution = d.caution
	p.Report(advice.Finding{
		Severity: d.severity,
		Title:    d.name + " is " + value + ", so " + d.trouble,
		Object:   settingObject(d.name),
		Evidence: []advice.Evidence{settingEvidence(p, d.name, value)},
		Impact:   advice.Impact{Summary: d.impact},
		Fix:      fix,
	})
}
