package sqlparse

import "slices"

// A Name is a relation's name as a statement writes it; Schema is "" where it leaves the schema to the search path.
type Name struct {
	Schema, Name string
}

func (n Name) String() string {
	if n.Schema == "" {
		return n.Name
	}
	return n.Schema + "." + n.Name
}

// Tables returns the relations that the statements mention, each once, in the order of the tree: tables, views,
// sequences and indexes, read, written, created or dropped. Names of WITH queries are left out where they hide
// a relation. Names inside of strings (routine bodies, 't'::regclass) are not seen.
func Tables(sql string) ([]Name, error) {
	t, err := Parse(sql)
	if err != nil {
		return nil, err
	}
	return t.Tables(), nil
}

// Tables returns the relations that the tree mentions; see the function of the same name.
func (t *Tree) Tables() []Name {
	var f finder
	for _, s := range t.Statements {
		f.visit(s, nil)
	}
	return f.found
}

type finder struct {
	found []Name
	seen  map[Name]bool
}

func (f *finder) add(n Name) {
	if f.seen == nil {
		f.seen = map[Name]bool{}
	}
	if n.Name != "" && !f.seen[n] {
		f.seen[n] = true
		f.found = append(f.found, n)
	}
}

// visit collects the names under n; hidden are the WITH queries in scope. It recurses: Limits.Depth bounds it.
func (f *finder) visit(n Node, hidden []string) {
	switch n := n.(type) {
	case *RangeVar:
		if n.Schemaname != "" || !slices.Contains(hidden, n.Relname) {
			f.add(Name{n.Schemaname, n.Relname})
		}
		return
	case *CompositeTypeStmt:
		return
	case *DropStmt:
		for _, o := range n.Objects {
			f.object(n.RemoveType, o)
		}
		return
	case *CommentStmt:
		f.object(n.Objtype, n.Object)
		return
	case *SecLabelStmt:
		f.object(n.Objtype, n.Object)
		return
	}
	with, target := clauses(n)
	if target != nil { // a WITH query cannot be written to
		f.visit(target, nil)
	}
	hidden = f.with(with, hidden)
	for _, c := range children(n) {
		if c != Node(with) && c != Node(target) {
			f.visit(c, hidden)
		}
	}
}

// with visits the WITH queries of a statement and returns what they hide from the rest of it.
func (f *finder) with(w *WithClause, hidden []string) []string {
	if w == nil {
		return hidden
	}
	hidden = slices.Clip(hidden)
	var ctes []*CommonTableExpr
	for _, box := range w.Ctes {
		if c, ok := Unbox(box).(*CommonTableExpr); ok {
			ctes = append(ctes, c)
			if w.Recursive {
				hidden = append(hidden, c.Ctename)
			}
		}
	}
	for _, c := range ctes {
		f.visit(c, hidden)
		if !w.Recursive { // a plain WITH query sees only those before it
			hidden = append(hidden, c.Ctename)
		}
	}
	return hidden
}

func clauses(n Node) (*WithClause, *RangeVar) {
	switch n := n.(type) {
	case *SelectStmt:
		return n.WithClause, nil
	case *InsertStmt:
		return n.WithClause, n.Relation
	case *UpdateStmt:
		return n.WithClause, n.Relation
	case *DeleteStmt:
		return n.WithClause, n.Relation
	case *MergeStmt:
		return n.WithClause, n.Relation
	}
	return nil, nil
}
