package schema

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// CollationVersionMismatch finds collations whose library has changed since
// the indexes that follow its order were built.
var CollationVersionMismatch = advice.Rule{
	ID:       "schema/collation-version-mismatch",
	Title:    "the sort order changed under the indexes",
	Severity: advice.High,
	Needs: []snapshot.Area{snapshot.AreaCollations, snapshot.AreaDatabases, snapshot.AreaRelations, snapshot.AreaColumns,
		snapshot.AreaIndexes},
	Thresholds: []advice.Threshold{{Name: "list_indexes", Default: 50, Unit: "indexes", Doc: "most indexes that the fix names one by one; beyond, it reindexes the database"}},
	Check: func(p *advice.Pass) {
		if p.Major() < 15 && !versionless(p.Server.Collate) {
			p.NotAssessable("before PostgreSQL 15 the database's default collation, "+p.Server.Collate+", has no recorded version", "")
		}
		for i := range p.Databases {
			d := &p.Databases[i]
			if d.Name == p.Server.Database && d.CollVersion != "" && d.CollActualVersion != "" && d.CollVersion != d.CollActualVersion {
				reportSortOrder(p, sortOrder{
					of: "database " + d.Name, object: advice.Object{Kind: "database", Name: d.Name},
					recorded: d.CollVersion, actual: d.CollActualVersion, source: "pg_database.datcollversion",
					refresh: "alter database " + pg.QuoteIdent(d.Name) + " refresh collation version",
					indexes: indexesUsing(p, pg.Name{Schema: "pg_catalog", Name: "default"}),
				})
			}
		}
		for i := range p.Collations {
			c := &p.Collations[i]
			name := pg.Name{Schema: c.Schema, Name: c.Name}
			if c.Provider == "d" || c.Extension != "" || c.Version == "" || c.ActualVersion == "" || c.Version == c.ActualVersion {
				continue
			}
			indexes := indexesUsing(p, name)
			if c.Schema == "pg_catalog" && len(indexes) == 0 {
				continue // one of the hundreds that initdb made, of no use here
			}
			reportSortOrder(p, sortOrder{
				of: "collation " + name.String(), object: advice.Object{Kind: "collation", Schema: c.Schema, Name: c.Name},
				recorded: c.Version, actual: c.ActualVersion, source: "pg_collation.collversion",
				refresh: "alter collation " + name.String() + " refresh version", indexes: indexes,
			})
		}
	},
}

// versionless reports whether a locale sorts by code point whatever the
// library's version.
func versionless(locale string) bool {
	switch strings.ToUpper(locale) {
	case "", "C", "POSIX", "C.UTF-8", "C.UTF8":
		return true
	}
	return false
}

// sortOrder is a collation, or a database's default one, that has changed.
type sortOrder struct {
	of, recorded, actual, source, refresh string
	object                                advice.Object
	indexes                               []*snapshot.Index
}

// indexesUsing are the stored indexes with a key in that collation, whatever
// table they are on: a wrong order does not spare extensions. The server's
// own indexes on text are in collation C.
func indexesUsing(p *advice.Pass, collation pg.Name) []*snapshot.Index {
	var out []*snapshot.Index
	for i := range p.Snapshot.Indexes {
		x := &p.Snapshot.Indexes[i]
		t := p.Relation(x.TableOID)
		if x.Kind != "i" || x.System || t == nil || t.Persistence == "t" {
			continue
		}
		for _, k := range x.Keys {
			used := k.Collation
			if k.Collation.Name == "" && k.Attnum != 0 && x.AccessMethod == "btree" {
				if c := t.Column(k.Attnum); c != nil {
					used = c.Collation
				}
			}
			if used.Name == collation.Name && (used.Schema == collation.Schema || used.Schema == "" && collation.Schema == "pg_catalog") {
				out = append(out, x)
				break
			}
		}
	}
	return out
}

func reportSortOrder(p *advice.Pass, o sortOrder) {
	f := advice.Finding{
		Title:  fmt.Sprintf("%s follows version %s of its library, but was recorded at version %s", o.of, o.actual, o.recorded),
		Object: o.object,
		Evidence: []advice.Evidence{
			{Name: "recorded version", Value: o.recorded, Source: o.source},
			{Name: "version of the library", Value: o.actual, Source: "pg_collation_actual_version()"},
			{Name: "indexes in that order", Value: len(o.indexes), Unit: "indexes", Source: "pg_index.indcollation"},
		},
		Impact: advice.Impact{Summary: "an index built in the old order is searched in the new one: queries miss rows that are there, unique indexes let duplicates in, and range partitions hold rows that belong elsewhere"},
		Fix: &advice.Fix{
			Summary: "build the indexes again in the new order, then record the new version",
			Caution: "there is no way back to the old order short of the old library; look for damage first with bt_index_check(index, true) of amcheck: a reindex of a unique index fails where duplicates went in, and range partitions and merge joins on stored order need a look of their own",
		},
	}
	var names []string
	for _, x := range o.indexes {
		names = append(names, x.PG().String())
		f.Impact.Bytes += x.Bytes
	}
	switch {
	case len(names) == 0:
		f.Severity = advice.Low
	case float64(len(names)) > p.Threshold("list_indexes"):
		f.Fix.Steps = append(f.Fix.Steps, advice.NoTransaction("reindex database concurrently "+pg.QuoteIdent(p.Server.Database)))
	default:
		for _, x := range o.indexes {
			t := p.Relation(x.TableOID)
			f.Fix.Steps = append(f.Fix.Steps, advice.Concurrently(t.PG(), "reindex index concurrently "+x.PG().String()))
		}
	}
	if len(names) > 0 && len(names) <= int(p.Threshold("list_indexes")) {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "indexes", Value: names, Source: "pg_index.indexrelid"})
	}
	f.Fix.Steps = append(f.Fix.Steps, advice.SQL(o.refresh))
	p.Report(f)
}
