package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// indexDependents needs the relations indexed.
func (c *Catalog) indexDependents() {
	c.viewsOver = map[pg.OID][]*Relation{}
	c.rulesOf = map[pg.OID][]*Rule{}
	for _, u := range c.ViewUses {
		if v := c.relations[u.View]; v != nil && u.Relation != 0 {
			c.viewsOver[u.Relation] = append(c.viewsOver[u.Relation], v)
		}
	}
	for i := range c.Snapshot.Rules {
		r := &c.Snapshot.Rules[i]
		c.rulesOf[r.TableOID] = append(c.rulesOf[r.TableOID], r)
	}
}

// ViewsOver returns the views and materialized views that read a relation
// themselves, not through another view.
func (c *Catalog) ViewsOver(relation pg.OID) []*Relation { return c.viewsOver[relation] }

// RulesOf returns the rewrite rules on a table or view, other than the one
// that makes a view a view.
func (c *Catalog) RulesOf(relation pg.OID) []*Rule { return c.rulesOf[relation] }
