package vacuum

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// tree is a table and those of its partitions that a rule has something to
// say about; for a table without partitions, the table itself.
type tree struct {
	root   *snapshot.Relation
	leaves []*snapshot.Relation
}

// byRoot gathers relations under their partitioned table, in the order in
// which the first of each tree comes.
func byRoot(p *advice.Pass, rs []*snapshot.Relation) []*tree {
	var out []*tree
	at := map[*snapshot.Relation]*tree{}
	for _, r := range rs {
		root := p.Root(r)
		t := at[root]
		if t == nil {
			t = &tree{root: root}
			at[root] = t
			out = append(out, t)
		}
		t.leaves = append(t.leaves, r)
	}
	return out
}

// stored are the user relations that VACUUM works on: tables, partitions and
// materialized views.
func stored(p *advice.Pass) []*snapshot.Relation { return p.UserRelations("r", "m") }

// subject names what a finding is about: the table, or how many partitions
// of it.
func (t *tree) subject() string {
	name := t.root.PG().String()
	if !t.partitioned() {
		return name
	}
	if len(t.leaves) == 1 {
		return fmt.Sprintf("partition %s of %s", t.leaves[0].PG(), name)
	}
	return fmt.Sprintf("%d partitions of %s", len(t.leaves), name)
}

// partitioned reports whether the findings are on partitions of the root.
func (t *tree) partitioned() bool { return t.leaves[0] != t.root }

// steps makes the same steps for every leaf.
func (t *tree) steps(f func(*snapshot.Relation) []advice.Step) []advice.Step {
	var out []advice.Step
	for _, r := range t.leaves {
		out = append(out, f(r)...)
	}
	return out
}

// which is evidence that names the partitions; nothing for a plain table.
func (t *tree) which() []advice.Evidence {
	if !t.partitioned() {
		return nil
	}
	return []advice.Evidence{{Name: "partitions", Value: names(t.leaves), Source: "pg_inherits.inhrelid"}}
}

// names are the qualified names of at most ten relations.
func names(rs []*snapshot.Relation) string {
	var out []string
	for i, r := range rs {
		if i == 10 {
			out = append(out, fmt.Sprintf("and %d more", len(rs)-10))
			break
		}
		out = append(out, r.PG().String())
	}
	return strings.Join(out, ", ")
}

// sizeEvidence is a size in bytes with where it was read.
func sizeEvidence(name string, bytes int64, rs []*snapshot.Relation) advice.Evidence {
	source := "pg_relation_size()"
	for _, r := range rs {
		if !r.BytesMeasured {
			source = "pg_class.relpages"
		}
	}
	return advice.Evidence{Name: name, Value: bytes, Unit: "bytes", Source: source}
}
