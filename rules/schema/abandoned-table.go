package schema

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// attic is the schema to which the fix moves a table: a place of no use but
// to be missed in.
const attic = "attic"

// AbandonedTable finds tables that nobody has read or written for weeks.
var AbandonedTable = advice.Rule{
	ID:       "schema/abandoned-table",
	Title:    "a table that nobody reads or writes",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaTableCounters, snapshot.AreaDatabaseCounters},
	Wants:    []snapshot.Area{snapshot.AreaConstraints, snapshot.AreaReplication, snapshot.AreaViewUses, snapshot.AreaPublications, snapshot.AreaPublicationTables},
	Thresholds: []advice.Threshold{
		{Name: "min_days", Default: 30, Unit: "days", Doc: "days that the counters must span"},
		{Name: "min_bytes", Default: 1 << 20, Unit: "bytes", Doc: "smallest table that is reported"},
		{Name: "medium_bytes", Default: 10 << 30, Unit: "bytes", Doc: "size from which it is medium"},
	},
	Check: func(p *advice.Pass) {
		if p.Server.InRecovery {
			p.NotAssessable("this is a standby: the primary counts its own reads and writes", "check the primary")
			return
		}
		days, ok := p.CountersDays()
		if !ok || days < p.Threshold("min_days") {
			p.NotAssessable(fmt.Sprintf("the usage counters span %.0f days, under %.0f", days, p.Threshold("min_days")), "")
			return
		}
		published := publishedByName(p)
		for _, t := range p.UserTables() {
			if t.Schema != attic && float64(p.TreeBytes(t)) >= p.Threshold("min_bytes") && untouched(p, t) &&
				len(p.Referencing(t.OID)) == 0 && !published[t.OID] {
				reportAbandoned(p, t)
			}
		}
	},
}

// untouched reports whether the counters of the table, and of each of its
// partitions, show no use. A table that was filled since the counters
// started shows inserts, so one that is not empty is older than they are.
func untouched(p *advice.Pass, t *snapshot.Relation) bool {
	for _, leaf := range p.Leaves(t) {
		k := p.TableCountersOf(leaf.OID)
		if leaf.Kind == "p" {
			continue
		}
		if k == nil || k.Writes() != 0 || k.SeqScan != 0 || k.IdxScan != 0 || k.LastSeqScan != nil || k.LastIdxScan != nil {
			return false
		}
	}
	return true
}

// publishedByName are the tables that a publication names: their rows are
// handed on. One of all tables says nothing of any of them.
func publishedByName(p *advice.Pass) map[pg.OID]bool {
	whole := map[string]bool{}
	for _, pub := range p.Publications {
		whole[pub.Name] = pub.AllTables
	}
	out := map[pg.OID]bool{}
	for _, x := range p.PublicationTables {
		if !whole[x.Publication] {
			out[x.TableOID] = true
		}
	}
	return out
}

func reportAbandoned(p *advice.Pass, t *snapshot.Relation) {
	bytes := p.TreeBytes(t)
	for _, leaf := range p.Leaves(t) {
		for _, x := range p.IndexesOf(leaf.OID) {
			bytes += x.Bytes
		}
	}
	days, _ := p.CountersDays()
	there := pg.Name{Schema: attic, Name: t.Name}
	f := advice.Finding{
		Title:  fmt.Sprintf("table %s (%s) has been neither read nor written for %.0f days", t.PG(), advice.Size(bytes), days),
		Object: advice.TableObject(t),
		Evidence: []advice.Evidence{
			p.Counted("seq_scan", 0, "pg_stat_user_tables.seq_scan"),
			p.Counted("idx_scan", 0, "pg_stat_user_tables.idx_scan"),
			p.Counted("writes", 0, "pg_stat_user_tables.n_tup_ins, n_tup_upd, n_tup_del"),
			{Name: "size with indexes", Value: bytes, Unit: "bytes", Source: "pg_class.relpages"},
		},
		Impact: advice.Impact{Bytes: bytes, Summary: "it is backed up, vacuumed against wraparound and migrated with the rest, and may hold personal data that nobody remembers"},
		Fix: &advice.Fix{
			Summary: "move it out of the way, where it is missed if it is missed, and drop it later",
			Steps: []advice.Step{
				advice.SQL("create schema if not exists " + attic),
				advice.Locking(pg.AccessExclusiveLock, t.PG(), "alter table "+t.PG().String()+" set schema "+attic),
			},
			Undo:    []advice.Step{advice.Locking(pg.AccessExclusiveLock, there, "alter table "+there.String()+" set schema "+pg.QuoteIdent(t.Schema))},
			Caution: "a yearly job, or a query on a standby, leaves no trace in these counters; leave it in the attic over the year's end, then keep a dump (pg_dump -t) and drop it",
		},
	}
	if float64(bytes) >= p.Threshold("medium_bytes") {
		f.Severity = advice.Medium
	}
	if len(p.Replication) > 0 {
		f.Fix.Caution = "with " + advice.Plural(int64(len(p.Replication)), "replication client") + " connected, look at pg_stat_user_tables there first: a standby's reads are not counted here; " + f.Fix.Caution
	}
	p.Report(f)
}
