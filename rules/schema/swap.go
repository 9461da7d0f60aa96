package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// indexCopy is an index on a changed column, built again on the new one.
type indexCopy struct {
	old    *snapshot.Index
	fresh  string
	create string
}

// keyCopy is a foreign key from or to a changed column.
type keyCopy struct {
	old      *snapshot.Constraint
	fresh    string
	on       pg.Name // the table that has it
	clause   string
	incoming bool
}

func (e *expansion) copyIndexes() {
	taken := e.p.RelationNameTaken(e.t.Schema)
	for _, x := range e.p.IndexesOf(e.t.OID) {
		if !x.Valid || !slices.ContainsFunc(append(x.KeyColumns(), x.Include...), e.changed) {
			continue
		}
		fresh := advice.NewName(taken, x.Name, "new")
		e.indexes = append(e.indexes, indexCopy{old: x, fresh: fresh, create: e.indexDefinition(x, fresh)})
	}
}

func (e *expansion) changed(attnum int16) bool { return e.fresh[attnum] != "" }

// indexDefinition is the index's definition with the new columns in the
// place of the old ones.
func (e *expansion) indexDefinition(x *snapshot.Index, name string) string {
	copied := *x
	copied.Name = name
	def := e.p.IndexDefinition(&copied, true)
	keys := make([]string, len(x.Keys))
	for i, k := range x.Keys {
		one := *x
		one.Keys = []snapshot.IndexKey{k}
		if e.changed(k.Attnum) {
			one.Keys[0].Collation = pg.Name{}
		}
		key := strings.TrimSuffix(strings.TrimPrefix(e.p.IndexKeys(&one), "("), ")")
		if e.changed(k.Attnum) {
			key = pg.QuoteIdent(e.fresh[k.Attnum]) + strings.TrimPrefix(key, pg.QuoteIdent(e.t.Column(k.Attnum).Name))
		}
		keys[i] = key
	}
	def = strings.Replace(def, e.p.IndexKeys(x), "("+strings.Join(keys, ", ")+")", 1)
	if len(x.Include) > 0 {
		def = strings.Replace(def, " include ("+pg.QuoteIdents(e.t.ColumnNames(x.Include))+")", " include ("+e.renamed(x.Include)+")", 1)
	}
	return def
}

// renamed is a list of columns, quoted, with the new names.
func (e *expansion) renamed(attnums []int16) string {
	names := e.t.ColumnNames(attnums)
	for i, a := range attnums {
		if e.changed(a) {
			names[i] = e.fresh[a]
		}
	}
	return pg.QuoteIdents(names)
}

func (e *expansion) copyForeignKeys() {
	for _, k := range e.p.ConstraintsOf(e.t.OID) {
		if k.Type == "f" && slices.ContainsFunc(k.Columns, e.changed) {
			old := "foreign key (" + pg.QuoteIdents(e.t.ColumnNames(k.Columns)) + ")"
			e.addKey(k, e.t, old, "foreign key ("+e.renamed(k.Columns)+")", false)
		}
	}
	for _, k := range e.p.Referencing(e.t.OID) {
		if child := e.p.Relation(k.TableOID); child != nil && slices.ContainsFunc(k.RefColumns, e.changed) {
			at := "references " + e.t.PG().String() + " ("
			e.addKey(k, child, at+pg.QuoteIdents(e.t.ColumnNames(k.RefColumns))+")", at+e.renamed(k.RefColumns)+")", true)
		}
	}
}

func (e *expansion) addKey(k *snapshot.Constraint, on *snapshot.Relation, old, fresh string, incoming bool) {
	clause := strings.TrimSuffix(e.p.ConstraintClause(k), " not valid")
	e.keys = append(e.keys, keyCopy{
		old: k, on: on.PG(), incoming: incoming,
		fresh:  advice.NewName(e.p.ConstraintNameTaken(on.OID), k.Name, "new"),
		clause: strings.Replace(clause, old, fresh, 1),
	})
}

// swap drops the old columns and gives the new ones their names, and what
// hangs on them its names, in one transaction.
func (e *expansion) swap() string {
	table := e.t.PG().String()
	alter := "alter table " + table + " "
	locked := []string{table}
	for _, k := range e.keys {
		if k.incoming && !slices.Contains(locked, k.on.String()) {
			locked = append(locked, k.on.String())
		}
	}
	s := []string{"lock table " + strings.Join(locked, ", ") + " in access exclusive mode",
		"drop trigger " + pg.QuoteIdent(e.trigger()) + " on " + table,
		"drop function " + e.function().String() + "()"}
	declare := ""
	for _, ch := range e.changes {
		more, uses := e.moveDefault(ch)
		s = append(s, more...)
		if uses {
			declare = "next bigint"
		}
	}
	for _, k := range e.keys {
		s = append(s, "alter table "+k.on.String()+" drop constraint "+pg.QuoteIdent(k.old.Name))
	}
	for _, x := range e.indexes {
		if k := e.p.Constraint(x.old.ConstraintOID); k != nil {
			s = append(s, alter+"drop constraint "+pg.QuoteIdent(k.Name))
		}
	}
	for _, ch := range e.changes {
		old, fresh := pg.QuoteIdent(ch.column.Name), pg.QuoteIdent(e.fresh[ch.column.Attnum])
		s = append(s, alter+"drop column "+old, alter+"rename column "+fresh+" to "+old)
		if ch.column.StatTarget > 0 {
			s = append(s, fmt.Sprintf("%salter column %s set statistics %d", alter, old, ch.column.StatTarget))
		}
	}
	for _, x := range e.indexes {
		s = append(s, e.adopt(x)...)
	}
	for _, k := range e.keys {
		s = append(s, "alter table "+k.on.String()+" rename constraint "+pg.QuoteIdent(k.fresh)+" to "+pg.QuoteIdent(k.old.Name))
	}
	return doBlock(declare, s...)
}

// adopt gives a copied index the old one's name, constraint and duties.
func (e *expansion) adopt(x indexCopy) []string {
	alter := "alter table " + e.t.PG().String() + " "
	name := pg.QuoteIdent(x.old.Name)
	fresh := pg.Name{Schema: e.t.Schema, Name: x.fresh}
	var s []string
	if k := e.p.Constraint(x.old.ConstraintOID); k != nil {
		kind := map[string]string{"p": "primary key", "u": "unique"}[k.Type]
		add := alter + "add constraint " + pg.QuoteIdent(k.Name) + " " + kind + " using index " + pg.QuoteIdent(x.fresh)
		if k.Deferrable {
			add += " deferrable"
		}
		if k.Deferred {
			add += " initially deferred"
		}
		s = append(s, add)
	} else {
		s = append(s, "alter index "+fresh.String()+" rename to "+name)
	}
	if x.old.ReplicaIdentity && e.t.ReplicaIdentity == "i" {
		s = append(s, alter+"replica identity using index "+name)
	}
	if x.old.Clustered {
		s = append(s, alter+"cluster on "+name)
	}
	return s
}

// moveDefault gives the new column the old one's default or identity. An
// identity's sequence cannot change hands, so a new one of the same name
// goes on where it stood; usesNext says that the block needs the variable.
func (e *expansion) moveDefault(ch change) (s []string, usesNext bool) {
	c, table := ch.column, e.t.PG().String()
	alter := "alter table " + table + " alter column "
	old, fresh := pg.QuoteIdent(c.Name), pg.QuoteIdent(e.fresh[c.Attnum])
	for i := range e.p.Sequences {
		q := &e.p.Sequences[i]
		if q.TableOID != e.t.OID || q.Attnum != c.Attnum {
			continue
		}
		if !q.Identity {
			s = append(s, "alter sequence "+q.PG().String()+" owned by "+table+"."+fresh)
			continue
		}
		always := map[string]string{"a": "always", "d": "by default"}[c.Identity]
		s = append(s,
			fmt.Sprintf("select case when is_called then last_value + %d else last_value end into next from %s", q.Increment, q.PG()),
			alter+old+" drop identity",
			fmt.Sprintf("%s%s add generated %s as identity (sequence name %s increment by %d cache %d)", alter, fresh, always, q.PG(), q.Increment, q.Cache),
			fmt.Sprintf("perform pg_catalog.setval(%s, next, false)", pg.QuoteLiteral(q.PG().String())))
		usesNext = true
	}
	if c.HasDefault && c.Identity == "" {
		def := c.Default
		if ch.explicit {
			def = "(" + def + ")::" + ch.to
		}
		s = append(s, alter+fresh+" set default "+def)
	}
	return s, usesNext
}
