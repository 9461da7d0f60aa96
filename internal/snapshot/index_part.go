package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// Unread reports whether parts of the definition are missing, because the
// table was locked while the snapshot was taken. Such an index resembles
// others that it is not like.
func (i *Index) Unread() bool {
	for _, k := range i.Keys {
		if k.Attnum == 0 && k.Expression == "" {
			return true
		}
	}
	return i.Predicate == "" && len(i.PredicateColumns) > 0 && !i.HasExpressions()
}

// Fit reports whether the index may be compared with others and take over
// their work.
func (i *Index) Fit() bool {
	return i.Valid && i.Ready && i.Live && i.Extension == "" && !i.System && !i.Unread()
}

// IndexSignature is an index's definition in the words of its table, so that
// indexes of several partitions can be compared: column numbers differ
// between partitions, names do not.
func (c *Catalog) IndexSignature(x *Index) string {
	s := x.AccessMethod + " " + c.IndexKeys(x)
	if t := c.Relation(x.TableOID); t != nil && len(x.Include) > 0 {
		s += " include (" + pg.QuoteIdents(t.ColumnNames(x.Include)) + ")"
	}
	if x.NullsNotDistinct {
		s += " nulls not distinct"
	}
	if x.Predicate != "" {
		s += " where " + x.Predicate
	}
	return s
}

// TranslateColumns turns column numbers of a table into those of another of
// its partition tree, whose columns have the same names and may have other
// numbers; 0 for one that is not there.
func (r *Relation) TranslateColumns(to *Relation, columns []int16) []int16 {
	out := make([]int16, len(columns))
	for i, n := range columns {
		if c := r.Column(n); c != nil {
			if own := to.ColumnNamed(c.Name); own != nil {
				out[i] = own.Attnum
			}
		}
	}
	return out
}

// TranslateIndex is the definition of an index as another table of the
// partition tree would have it.
func (c *Catalog) TranslateIndex(x *Index, to *Relation) *Index {
	own := *x
	own.Schema, own.TableOID = to.Schema, to.OID
	t := c.Relation(x.TableOID)
	own.Include = t.TranslateColumns(to, x.Include)
	own.Keys = make([]IndexKey, len(x.Keys))
	for i, k := range x.Keys {
		k.Attnum = t.TranslateColumns(to, []int16{k.Attnum})[0]
		own.Keys[i] = k
	}
	return &own
}

// Attachable returns an index of a partition that may become its part of the
// partitioned index x: fit, of the same definition, and not attached yet.
func (c *Catalog) Attachable(part *Relation, x *Index) *Index {
	want := c.IndexSignature(x)
	for _, own := range c.IndexesOf(part.OID) {
		if own.ParentOID == 0 && own.ConstraintOID == 0 && own.Unique == x.Unique && own.Fit() && c.IndexSignature(own) == want {
			return own
		}
	}
	return nil
}
