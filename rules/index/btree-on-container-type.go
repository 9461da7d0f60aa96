package index

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// BtreeOnContainerType finds B-trees over values that are searched by content.
var BtreeOnContainerType = advice.Rule{
	ID:       "index/btree-on-container-type",
	Title:    "a B-tree on a column of arrays, documents or text vectors",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
		snapshot.AreaIndexCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes, snapshot.AreaReplication},
	Check: func(p *advice.Pass) {
		for _, t := range tables(p) {
			for _, x := range p.IndexesOf(t.OID) {
				if c := containerKey(p, x); c != nil && constantKeys(p, x) == "" {
					reportContainer(p, t, x, c)
				}
			}
		}
	},
}

// containerKey returns the first column of an index when it holds values that
// are looked into, and nobody compares them whole: the index is not unique and
// was not scanned.
func containerKey(p *advice.Pass, x *snapshot.Index) *snapshot.Column {
	if x.AccessMethod != "btree" && x.AccessMethod != "hash" || !x.Fit() || x.Unique || duty(p, x) != "" || useOf(p, x).scans > 0 {
		return nil
	}
	c := p.Relation(x.TableOID).Column(x.Keys[0].Attnum)
	if c == nil || !isContainer(c) {
		return nil
	}
	return c
}

// isContainer reports whether the type is an array, jsonb, tsvector or
// hstore. json has no B-tree operator class; ranges are compared whole often
// enough.
func isContainer(c *snapshot.Column) bool {
	name := c.Type[strings.LastIndexByte(c.Type, '.')+1:]
	return strings.HasSuffix(c.Type, "[]") || slices.Contains([]string{"jsonb", "tsvector", "hstore"}, name)
}

// operators are what a GIN index serves.
func operators(c *snapshot.Column) string {
	switch {
	case strings.HasSuffix(c.Type, "[]"):
		return "@>, <@ and &&"
	case c.Type == "tsvector":
		return "@@"
	case c.Type == "jsonb":
		return "@>, ?, @? and @@"
	}
	return "@>, ?, ?& and ?|"
}

func reportContainer(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, c *snapshot.Column) {
	gin := *x
	gin.AccessMethod, gin.Include, gin.Options, gin.Keys = "gin", nil, nil, nil
	for _, k := range x.Keys {
		if col := t.Column(k.Attnum); col != nil && isContainer(col) {
			gin.Keys = append(gin.Keys, snapshot.IndexKey{Attnum: k.Attnum, OpclassDefault: true})
		}
	}
	fix := &advice.Fix{Summary: fmt.Sprintf("drop %s; a GIN index on the column exists", x.PG()), Undo: p.RecreateIndex(x)}
	if !ginOn(p, t, c.Attnum) {
		b := p.BuildIndexes()
		name := b.Name(t, &gin, "idx")
		b.Create(&gin, name)
		fix.Summary = fmt.Sprintf("replace %s by the GIN index %s", x.PG(), pg.QuoteIdent(name.Name))
		fix.Steps = b.Steps
		fix.Undo = append(fix.Undo, b.Undo(x, name)...)
		fix.Caution = "If no query looks into the column, drop the old index and build none: a GIN index is dear to write."
	}
	fix.Steps = append(fix.Steps, p.DropIndex(x, x.PG()))
	fix.Caution = strings.TrimSpace(fix.Caution + " " + dropCaution(p, x))
	p.Report(advice.Finding{
		Severity: bySize(size(p, x)),
		Title:    fmt.Sprintf("%s index %s on column %s (%s) serves only comparisons of whole values", method(x), sized(p, x), pg.QuoteIdent(c.Name), c.Type),
		Object:   p.IndexObject(x),
		Evidence: []advice.Evidence{
			definitionEvidence(p, x),
			{Name: "type of the column", Value: c.Type, Source: "pg_attribute.atttypid"},
			sizeEvidence(p, x), scanEvidence(p, x),
		},
		Impact: containerImpact(p, x, c),
		Fix:    fix,
	})
}

func method(x *snapshot.Index) string {
	if x.AccessMethod == "btree" {
		return "B-tree"
	}
	return x.AccessMethod
}

func containerImpact(p *advice.Pass, x *snapshot.Index, c *snapshot.Column) advice.Impact {
	s := fmt.Sprintf("searches with %s read the whole table, and every write keeps the index for nothing", operators(c))
	if x.AccessMethod == "btree" {
		s += "; a write of a value over about 2700 bytes fails"
	}
	return advice.Impact{Summary: s, Bytes: size(p, x)}
}

func ginOn(p *advice.Pass, t *snapshot.Relation, attnum int16) bool {
	return slices.ContainsFunc(p.IndexesOf(t.OID), func(x *snapshot.Index) bool {
		return x.AccessMethod == "gin" && x.Fit() && x.Predicate == "" && slices.Contains(x.KeyColumns(), attnum)
	})
}
