package replication

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NoReplicaIdentity finds published tables whose UPDATE and DELETE fail
// because their rows cannot be told apart for the subscribers.
var NoReplicaIdentity = advice.Rule{
	ID:       "replication/no-replica-identity",
	Title:    "a published table without replica identity refuses UPDATE and DELETE",
	Severity: advice.High,
	Needs: []snapshot.Area{
		snapshot.AreaPublications, snapshot.AreaPublicationTables, snapshot.AreaRelations,
		snapshot.AreaColumns, snapshot.AreaIndexes,
	},
	Wants: []snapshot.Area{snapshot.AreaTableCounters},
	Check: func(p *advice.Pass) {
		published := publishedBy(p)
		for _, t := range p.UserTables() {
			var bare []*snapshot.Relation
			for _, l := range p.Leaves(t) {
				if l.Kind == "r" && l.Persistence == "p" && len(publications(p, published, l)) > 0 && !identified(p, l) {
					bare = append(bare, l)
				}
			}
			if len(bare) > 0 {
				reportBare(p, t, bare, publications(p, published, bare[0]))
			}
		}
	},
}

// publishedBy maps tables to the publications that publish their updates or
// deletes.
func publishedBy(p *advice.Pass) map[pg.OID][]*snapshot.Publication {
	out := map[pg.OID][]*snapshot.Publication{}
	for i := range p.PublicationTables {
		t := &p.PublicationTables[i]
		for j := range p.Publications {
			if pub := &p.Publications[j]; pub.Name == t.Publication && (pub.Update || pub.Delete) {
				out[t.TableOID] = append(out[t.TableOID], pub)
			}
		}
	}
	return out
}

// publications are those of a table and of the partitioned tables above it:
// the partition's own identity counts for both (CheckCmdReplicaIdentity in
// src/backend/executor/execReplication.c).
func publications(p *advice.Pass, published map[pg.OID][]*snapshot.Publication, r *snapshot.Relation) []*snapshot.Publication {
	out := slices.Clone(published[r.OID])
	for r.IsPartition && len(r.Parents) > 0 {
		r = p.Relation(r.Parents[0])
		if r == nil {
			break
		}
		out = append(out, published[r.OID]...)
	}
	return out
}

// identified reports whether a table has a working replica identity. A
// deferrable primary key is none.
func identified(p *advice.Pass, r *snapshot.Relation) bool {
	switch r.ReplicaIdentity {
	case "f":
		return true
	case "n":
		return false
	}
	return slices.ContainsFunc(p.IndexesOf(r.OID), func(x *snapshot.Index) bool {
		chosen := r.ReplicaIdentity == "i" && x.ReplicaIdentity || r.ReplicaIdentity == "d" && x.Primary
		return chosen && x.Valid && x.Immediate
	})
}

func reportBare(p *advice.Pass, t *snapshot.Relation, bare []*snapshot.Relation, pubs []*snapshot.Publication) {
	var names []string
	for _, pub := range pubs {
		names = append(names, pub.Name)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	changes, counted := changed(p, bare)
	what := t.PG().String()
	switch {
	case bare[0] != t && len(bare) == 1:
		what = fmt.Sprintf("partition %s of %s", bare[0].PG(), t.PG())
	case bare[0] != t:
		what = fmt.Sprintf("%s of %s", advice.Plural(int64(len(bare)), "partition"), t.PG())
	}
	evidence := []advice.Evidence{
		{Name: "replica identity", Value: identityWords[bare[0].ReplicaIdentity], Source: "pg_class.relreplident"},
		{Name: "publications", Value: names, Source: "pg_publication.pubupdate, pubdelete"},
	}
	severity := advice.High
	if counted {
		evidence = append(evidence, p.Counted("updates and deletes", changes, "pg_stat_all_tables.n_tup_upd, n_tup_del"))
		if changes == 0 { // perhaps it is only ever appended to
			severity = advice.Medium
		}
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("%s: every UPDATE and DELETE fails, since %s publishes them and there is no replica identity", what, strings.Join(names, ", ")),
		Object:   advice.TableObject(t),
		Evidence: evidence,
		Impact:   advice.Impact{Summary: "the statements end with an error here, on the publisher, whether or not anybody subscribes"},
		Fix:      identify(p, t, bare),
	})
}

var identityWords = map[string]string{"d": "default (primary key)", "n": "nothing", "i": "an index that is gone or not valid"}

func changed(p *advice.Pass, rs []*snapshot.Relation) (n int64, known bool) {
	for _, r := range rs {
		if k := p.TableCountersOf(r.OID); k != nil {
			n, known = n+k.Upd+k.Del, true
		}
	}
	return n, known
}
