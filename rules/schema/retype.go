package schema

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// change is one column that is to get another type.
type change struct {
	column   *snapshot.Column
	to       string              // the new type
	cast     func(string) string // the new value as an expression over the old; nil where the assignment does it
	back     func(string) string // the old value as an expression over the new; nil where the assignment does it
	keep     bool                // the server changes the catalog only (verified by relfilenode)
	explicit bool                // no assignment cast: default, checks and foreign keys do not follow by themselves
	oneWay   bool                // the old values cannot be had back
}

// onlineBytes is the size from which a rewrite under ACCESS EXCLUSIVE gives
// way to a new column that is filled beside the old one.
var onlineBytes = advice.Threshold{Name: "online_bytes", Default: 1 << 30, Unit: "bytes",
	Doc: "heap size from which the fix fills a new column beside the old one instead of rewriting the table under lock"}

// retypeAreas are what the fix of a type change looks at beyond the columns.
var retypeAreas = []snapshot.Area{
	snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions, snapshot.AreaTriggers, snapshot.AreaRules,
	snapshot.AreaPolicies, snapshot.AreaViewUses, snapshot.AreaExtendedStatistics, snapshot.AreaSequences,
}

func castTo(typ string) func(string) string {
	return func(c string) string { return c + "::" + typ }
}

// retype is the fix that changes the types of some columns of one table.
func retype(p *advice.Pass, t *snapshot.Relation, changes []change, summary string) *advice.Fix {
	for _, ch := range changes {
		if partitionKey(p, t, ch.column) {
			return &advice.Fix{
				Summary: summary,
				Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("create a new partitioned table in which %s is %s, attach copies of the partitions to it, and swap the names", pg.QuoteIdent(ch.column.Name), ch.to))},
				Caution: "a partition key's type cannot change in place; keep the old table until the new one has proved itself: it is the undo",
			}
		}
	}
	blocked := obstacles(p, t, changes)
	keep := true
	for i, ch := range changes {
		keep = keep && ch.keep
		changes[i].explicit = ch.explicit && !maskedDefault(p, ch.column)
	}
	mend := p.BeforeRewrite(t)
	if keep {
		mend = p.BeforeRewrite(t, attnums(changes)...)
	}
	if !keep && p.TreeBytes(t) >= int64(p.Threshold(onlineBytes.Name)) && len(blocked) == 0 && expandable(p, t, changes) {
		fix := expand(p, t, changes, summary)
		fix.Undo = append(mend, fix.Undo...) // the undo rewrites the table
		return fix
	}
	fix := &advice.Fix{Summary: summary, Undo: undoRetype(t, changes), Caution: retypeCaution(p, t, keep)}
	alter := advice.Locking(pg.AccessExclusiveLock, t.PG(), alterTypes(t, changes))
	if len(blocked) == 0 {
		fix.Steps = append(mend, alter)
		return fix
	}
	list := strings.Join(blocked, ", ")
	fix.Steps = append(mend,
		advice.ByHand("keep the definition of, and drop, what uses the table or the column: "+list),
		alter,
		advice.ByHand("create again, for the new type: "+list),
	)
	return fix
}

func attnums(changes []change) []int16 {
	out := make([]int16, len(changes))
	for i, ch := range changes {
		out[i] = ch.column.Attnum
	}
	return out
}

func retypeCaution(p *advice.Pass, t *snapshot.Relation, keep bool) string {
	if keep {
		return "takes ACCESS EXCLUSIVE for an instant and rewrites nothing; set lock_timeout so that it does not queue behind a long transaction"
	}
	return fmt.Sprintf("rewrites the table (%s) and its indexes under ACCESS EXCLUSIVE: reads and writes wait for as long", advice.Size(p.TreeBytes(t)))
}

// alterTypes is the one statement that changes all the columns in one pass.
func alterTypes(t *snapshot.Relation, changes []change) string {
	var acts []string
	for _, ch := range changes {
		acts = append(acts, alterType(ch.column, ch.to, ch.cast, ch.explicit, func(d string) string { return "(" + d + ")::" + ch.to })...)
	}
	return "alter table " + t.PG().String() + " " + strings.Join(acts, ", ")
}

func alterType(c *snapshot.Column, to string, cast func(string) string, explicit bool, def func(string) string) []string {
	q := pg.QuoteIdent(c.Name)
	act := "alter column " + q + " type " + to
	if cast != nil {
		act += " using " + cast(q)
	}
	if !explicit || !c.HasDefault || c.Generated != "" {
		return []string{act}
	}
	return []string{"alter column " + q + " drop default", act, "alter column " + q + " set default " + def(c.Default)}
}

// undoRetype changes the types back, or nothing where values were lost.
func undoRetype(t *snapshot.Relation, changes []change) []advice.Step {
	var acts []string
	for _, ch := range changes {
		if ch.oneWay {
			return nil
		}
		acts = append(acts, alterType(ch.column, ch.column.Type, ch.back, ch.explicit, func(d string) string { return d })...)
	}
	return []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), "alter table "+t.PG().String()+" "+strings.Join(acts, ", "))}
}
