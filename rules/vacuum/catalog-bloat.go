package vacuum

import (
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// CatalogBloat finds system catalogs that are mostly dead rows and free space.
var CatalogBloat = advice.Rule{
	ID:       "vacuum/catalog-bloat",
	Title:    "a system catalog is mostly empty",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaSizes, snapshot.AreaTableCounters},
	Wants:    []snapshot.Area{snapshot.AreaExactBloat, snapshot.AreaDatabaseCounters},
	Thresholds: []advice.Threshold{
		{Name: "min_bytes", Default: 15 << 20, Unit: "bytes", Doc: "less waste in one catalog does not matter"},
		{Name: "percent", Default: 50, Unit: "percent", Doc: "share of the catalog that is wasted at least"},
		{Name: "high_bytes", Default: 1 << 30, Unit: "bytes", Doc: "from so much waste on the finding is high"},
	},
	Check: func(p *advice.Pass) {
		var unknown []*snapshot.Relation
		for i := range p.Relations {
			r := &p.Relations[i]
			if !r.System || r.Kind != "r" || float64(r.Bytes) < p.Threshold("min_bytes") {
				continue
			}
			w, ok := catalogWaste(p, r)
			switch {
			case !ok:
				unknown = append(unknown, r)
			case float64(w.low) >= p.Threshold("min_bytes") && 100*w.share() >= p.Threshold("percent"):
				reportCatalog(p, r, w)
			}
		}
		if len(unknown) > 0 {
			p.NotAssessable("nobody has counted the rows of "+names(unknown), "analyze "+names(unknown))
		}
	},
}

// widest is more than a row of the catalog takes on average, line pointer
// included. Those not named may have long texts: but what is longer than a
// quarter of a page is moved out of line.
var widest = map[string]float64{
	"pg_attribute": 220, "pg_class": 1200, "pg_constraint": 1200, "pg_depend": 64, "pg_index": 1200,
	"pg_sequence": 100, "pg_shdepend": 64, "pg_trigger": 600, "pg_type": 400,
}

const widestOther = 2100

// catalogWaste is what a catalog's rows cannot need even if they are as wide
// as can be.
func catalogWaste(p *advice.Pass, r *snapshot.Relation) (w waste, ok bool) {
	if exact, ok := exactWaste(p, r); ok {
		return exact, true
	}
	_, many, ok := liveRows(p, r)
	if !ok {
		return w, false
	}
	wide := widest[r.Name]
	if wide == 0 {
		wide = widestOther
	}
	w.bytes, w.high = r.Bytes, r.Bytes
	w.low = max(0, r.Bytes-int64(many*wide*skew))
	return w, true
}

func reportCatalog(p *advice.Pass, r *snapshot.Relation, w waste) {
	k := p.TableCountersOf(r.OID)
	f := advice.Finding{
		Title:  fmt.Sprintf("At least %s of the %s of system catalog %s are waste", advice.Percent(w.share()), advice.Size(w.bytes), r.PG()),
		Object: advice.TableObject(r),
		Evidence: []advice.Evidence{
			sizeEvidence("size", w.bytes, []*snapshot.Relation{r}),
			{Name: "waste at least", Value: w.low, Unit: "bytes", Source: "estimate from pg_class.reltuples and the greatest width of a row"},
		},
		Impact: advice.Impact{Summary: "every new connection and every planning of a statement reads the catalogs: connecting, planning, \\d and dumps grow slower with their size", Bytes: w.low},
		Fix: &advice.Fix{
			Summary: "write the catalog anew in a quiet minute, and find what churns it",
			Steps:   []advice.Step{vacuumFull(r)},
			Caution: "ACCESS EXCLUSIVE on a system catalog stops all sessions of this database while it lasts, seconds as a rule: do it when nobody works, with lock_timeout set. " +
				"It takes a superuser. There is nothing to undo. It grows back unless temporary tables are created more rarely.",
		},
	}
	if w.exact {
		f.Evidence[1].Source = "pgstattuple_approx().approx_free_space, dead_tuple_len"
	}
	if k != nil {
		f.Evidence = append(f.Evidence,
			p.Counted("dead rows", k.DeadTup, "pg_stat_all_tables.n_dead_tup"),
			p.Counted("rows inserted", k.Ins, "pg_stat_all_tables.n_tup_ins"),
			p.Counted("rows deleted", k.Del, "pg_stat_all_tables.n_tup_del"))
	}
	if float64(w.low) >= p.Threshold("high_bytes") {
		f.Severity = advice.High
	}
	if managed(p) {
		f.Fix.Steps = []advice.Step{advice.ByHand(fmt.Sprintf("ask the provider's support to rewrite %s: VACUUM FULL of it takes a superuser", r.PG()))}
	}
	p.Report(f)
}

// managed reports whether the server's owner is a provider.
func managed(p *advice.Pass) bool {
	return !slices.Contains([]string{"", "plain"}, p.Server.Platform)
}
