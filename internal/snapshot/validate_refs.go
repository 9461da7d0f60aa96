package snapshot

import (
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
)

// validateReferences refuses indexes, constraints and triggers of tables and
// columns that are not there: the server reads all of them in one
// transaction, and rules follow them without a look. Where tables or columns
// could not be read, nothing is there to be followed.
func validateReferences(s *Snapshot) error {
	if s.Unseen(AreaRelations) != nil {
		return nil
	}
	r := references{map[pg.OID]*Relation{}, s.Unseen(AreaColumns) == nil}
	for i := range s.Relations {
		r.relations[s.Relations[i].OID] = &s.Relations[i]
	}
	for i := range s.Indexes {
		x := &s.Indexes[i]
		if err := r.hold(x.TableOID, expressionsApart(append(x.KeyColumns(), x.Include...))); err != nil {
			return fmt.Errorf("the snapshot is damaged: index %.60q %w", x.Name, err)
		}
	}
	for i := range s.Constraints {
		if err := r.constraint(&s.Constraints[i]); err != nil {
			return fmt.Errorf("the snapshot is damaged: constraint %.60q %w", s.Constraints[i].Name, err)
		}
	}
	for i := range s.Triggers {
		if err := r.hold(s.Triggers[i].TableOID, s.Triggers[i].Columns); err != nil {
			return fmt.Errorf("the snapshot is damaged: trigger %.60q %w", s.Triggers[i].Name, err)
		}
	}
	return nil
}

type references struct {
	relations map[pg.OID]*Relation
	columns   bool // were read
}

// hold reports a table that is not there, or lacks one of the columns.
func (r references) hold(table pg.OID, columns []int16) error {
	t := r.relations[table]
	if t == nil {
		return fmt.Errorf("is of a table that is not in it (%d)", table)
	}
	if !r.columns {
		return nil
	}
	for _, n := range columns {
		if c := t.Column(n); c == nil || c.Dropped {
			return fmt.Errorf("is on column %d of %.60q, which is not there", n, t.Name)
		}
	}
	return nil
}

func (r references) constraint(k *Constraint) error {
	switch {
	case k.TableOID == 0 && k.DomainOID != 0:
		return nil
	case k.Type == "f":
		if err := r.hold(k.RefTableOID, k.RefColumns); err != nil {
			return err
		}
		return r.hold(k.TableOID, append(slices.Clone(k.Columns), k.OnDeleteColumns...))
	case k.Type == "p" || k.Type == "u" || k.Type == "n":
		if len(k.Columns) == 0 {
			return fmt.Errorf("is on no column")
		}
		return r.hold(k.TableOID, k.Columns)
	}
	// A check may speak of whole rows and system columns, an exclusion of
	// expressions.
	return r.hold(k.TableOID, expressionsApart(k.Columns))
}

// expressionsApart leaves out what is no column of the table's own.
func expressionsApart(columns []int16) []int16 {
	return slices.DeleteFunc(slices.Clone(columns), func(n int16) bool { return n <= 0 })
}
