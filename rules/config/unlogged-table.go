package config

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UnloggedTable finds tables and sequences that a crash empties or resets.
var UnloggedTable = advice.Rule{
	ID:       "config/unlogged-table",
	Title:    "a table loses all its rows in a crash",
	Severity: advice.Low,
	Needs: []snapshot.Area{snapshot.AreaRelations, snapshot.AreaConstraints, snapshot.AreaSequences,
		snapshot.AreaTableCounters},
	Wants: []snapshot.Area{snapshot.AreaReplication, snapshot.AreaIndexes},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 1, Unit: "rows", Doc: "unlogged tables with fewer rows are not reported: there is nothing to lose"},
	},
	Check: func(p *advice.Pass) {
		reported := map[pg.OID]bool{}
		for _, t := range p.UserHeaps() {
			root := p.Root(t)
			if t.Persistence != "u" || reported[root.OID] {
				continue
			}
			leaves := unloggedLeaves(p, root)
			if rows := sumRows(p, leaves); rows >= p.Threshold("min_rows") {
				reported[root.OID] = true
				reportUnlogged(p, root, leaves, rows)
			}
		}
		for i := range p.Sequences {
			judgeSequence(p, &p.Sequences[i])
		}
	},
}

func unloggedLeaves(p *advice.Pass, root *snapshot.Relation) []*snapshot.Relation {
	if root.Kind != "p" {
		return []*snapshot.Relation{root} // inheritance children are tables of their own
	}
	var out []*snapshot.Relation
	for _, l := range p.Leaves(root) {
		if l.Kind == "r" && l.Persistence == "u" {
			out = append(out, l)
		}
	}
	return out
}

func sumRows(p *advice.Pass, tables []*snapshot.Relation) float64 {
	var sum float64
	for _, t := range tables {
		sum += p.Rows(t)
	}
	return sum
}

func reportUnlogged(p *advice.Pass, root *snapshot.Relation, leaves []*snapshot.Relation, rows float64) {
	var bytes int64
	fix := &advice.Fix{
		Summary: "write the table to WAL from now on",
		Caution: "the table is rewritten under ACCESS EXCLUSIVE and goes through WAL once; leave a staging table whose contents can be loaded again as it is",
	}
	for _, t := range leaves {
		bytes += t.Bytes
		for _, x := range withReferenced(p, t, nil) {
			fix.Steps = append(append(fix.Steps, p.BeforeRewrite(x)...), setPersistence(x, "logged"))
			fix.Undo = append([]advice.Step{setPersistence(x, "unlogged")}, fix.Undo...)
		}
	}
	evidence := []advice.Evidence{
		{Name: "relpersistence", Value: "u", Source: "pg_class.relpersistence"},
		{Name: "rows", Value: int64(rows), Source: "pg_class.reltuples, pg_stat_user_tables.n_live_tup"},
		{Name: "size", Value: bytes, Unit: "bytes", Source: "pg_relation_size"},
	}
	title := fmt.Sprintf("unlogged table %s holds %s that a crash deletes", root.PG(), advice.Plural(int64(rows), "row"))
	if root.Kind == "p" {
		title = fmt.Sprintf("%s of %s are unlogged and hold %s that a crash deletes",
			advice.Plural(int64(len(leaves)), "partition"), root.PG(), advice.Plural(int64(rows), "row"))
	}
	if n := len(p.Replication); n > 0 {
		evidence = append(evidence, advice.Evidence{Name: "standbys without these rows", Value: n, Source: "pg_stat_replication"})
	}
	p.Report(advice.Finding{
		Title: title, Object: advice.TableObject(root), Evidence: evidence, Fix: fix,
		Impact: advice.Impact{Summary: "after a crash, a fail-over or a restore of a base backup the table is there and empty; standbys cannot read it"},
	})
}

func setPersistence(t *snapshot.Relation, to string) advice.Step {
	return advice.Locking(pg.AccessExclusiveLock, t.PG(), fmt.Sprintf("alter table %s set %s", t.PG(), to))
}

// withReferenced is a table after the unlogged tables that its foreign keys
// refer to: a logged table may not refer to an unlogged one.
func withReferenced(p *advice.Pass, t *snapshot.Relation, seen []*snapshot.Relation) []*snapshot.Relation {
	for _, s := range seen {
		if s == t {
			return nil
		}
	}
	var out []*snapshot.Relation
	seen = append(seen, t)
	for _, k := range p.ConstraintsOf(t.OID) {
		if r := p.Relation(k.RefTableOID); k.Type == "f" && r != nil && r.Persistence == "u" {
			out = append(out, withReferenced(p, r, seen)...)
		}
	}
	return append(out, t)
}

// judgeSequence reports an unlogged sequence that feeds a logged table. One
// that belongs to an unlogged table goes with it.
func judgeSequence(p *advice.Pass, s *snapshot.Sequence) {
	t := p.Relation(s.TableOID)
	for i := 0; t == nil && i < len(s.UsedBy); i++ {
		t = p.Relation(s.UsedBy[i].TableOID)
	}
	if s.Persistence != "u" || s.Extension != "" || t == nil || t.Persistence != "p" {
		return
	}
	alter := func(to string) advice.Step {
		return advice.Locking(pg.AccessExclusiveLock, s.PG(), fmt.Sprintf("alter sequence %s set %s", s.PG(), to))
	}
	p.Report(advice.Finding{
		Severity: advice.High,
		Title:    fmt.Sprintf("unlogged sequence %s feeds %s and starts again at %d after a crash", s.PG(), t.PG(), s.Start),
		Object:   advice.Object{Kind: "sequence", Schema: s.Schema, Name: s.Name},
		Evidence: []advice.Evidence{{Name: "relpersistence", Value: "u", Source: "pg_class.relpersistence"}},
		Impact:   advice.Impact{Summary: "the table keeps its rows and the sequence forgets them: inserts fail with duplicate keys, or get numbers that were given before"},
		Fix: &advice.Fix{
			Summary: "write the sequence to WAL from now on",
			Steps:   []advice.Step{alter("logged")},
			Undo:    []advice.Step{alter("unlogged")},
		},
	})
}
