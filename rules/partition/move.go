package partition

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// maxMoves is how many partitions the fix makes for misplaced rows. Keys that
// are further apart are mistakes, or need a plan.
const maxMoves = 12

// move is the fix that makes partitions for the rows of a default partition
// and moves them there, or nil where it takes a person to say which.
func move(p *advice.Pass, t, rest *snapshot.Relation, rows float64) *advice.Fix {
	s, ok := seriesOf(p, t)
	if !ok || !s.simple() || obstacle(p, t, rest, rows) != "" {
		return nil
	}
	from, to, ok := keyRange(p.ColumnStats(rest.OID, restKey(&s, rest)))
	if !ok {
		return nil
	}
	slots := s.missing(p, from, to)
	if len(slots) == 0 {
		return nil
	}
	detach := fmt.Sprintf("alter table %s detach partition ", t.PG())
	back := fmt.Sprintf("alter table %s attach partition %s default", t.PG(), rest.PG())
	do, undo := []string{detach + rest.PG().String()}, []string{detach + rest.PG().String()}
	var gone []string
	for _, f := range slots {
		do = append(do, s.tableLike(f.name))
		if own := owner(p, t, f.name); own != "" {
			do = append(do, own)
		}
		do = append(do, s.attach(f), moveRows(&s, rest, f))
		undo = append(undo, detach+f.name.String(), insert(t, rest.PG(), f.name.String()))
		gone = append(gone, "drop table "+f.name.String())
	}
	return &advice.Fix{
		Summary: fmt.Sprintf("make %s for the rows and move them there", advice.Plural(int64(len(slots)), "partition")),
		Steps:   []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), block(append(do, back))), vacuum(rest)},
		Undo:    []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), block(append(append(undo, back), gone...)))},
		Caution: "The move is one transaction under ACCESS EXCLUSIVE: nobody reads or writes the table until it is done. The range is taken from the planner's statistics; rows with rare keys outside it stay. Have a job make partitions ahead, see partition/no-future-partition.",
	}
}

func restKey(s *series, rest *snapshot.Relation) int16 {
	if c := rest.ColumnNamed(s.key.Name); c != nil {
		return c.Attnum
	}
	return 0
}

// keyRange is the range of keys that the statistics have seen.
func keyRange(st *snapshot.ColumnStatistics) (from, to time.Time, ok bool) {
	if st == nil || st.NullFrac > 0 {
		return from, to, false
	}
	values, _ := st.MCV()
	for _, v := range append(values, st.Histogram()...) {
		t, read := instant("'" + v + "'")
		if !read {
			return from, to, false
		}
		if !ok || t.Before(from) {
			from = t
		}
		if !ok || t.After(to) {
			to = t
		}
		ok = true
	}
	return from, to, ok
}

// missing lays out partitions of the usual length behind the last one, for
// keys from from to to; none where earlier ones are misplaced as well, or
// where it takes too many.
func (s *series) missing(p *advice.Pass, from, to time.Time) []fresh {
	last := s.parts[len(s.parts)-1].to
	if from.Before(last) {
		return nil
	}
	for n := 1; n <= maxMoves; n++ {
		slots := s.planned(p, last, n, map[string]bool{})
		if slots[n-1].to.After(to) {
			return slots
		}
	}
	return nil
}

// insert begins an INSERT of all columns that it may fill.
func insert(t *snapshot.Relation, into pg.Name, from string) string {
	var names []string
	overriding := ""
	for _, c := range t.Columns {
		if !c.Dropped && c.Generated == "" {
			names = append(names, c.Name)
		}
		if !c.Dropped && c.Identity != "" {
			overriding = " overriding system value"
		}
	}
	columns := pg.QuoteIdents(names)
	return fmt.Sprintf("insert into %s (%s)%s select %s from %s", into, columns, overriding, columns, from)
}

func moveRows(s *series, rest *snapshot.Relation, f fresh) string {
	key := pg.QuoteIdent(s.key.Name)
	return fmt.Sprintf("with moved as (delete from %s where %s >= %s and %s < %s returning *) %s",
		rest.PG(), key, f.low, key, f.high, insert(s.table, f.name, "moved"))
}

// block makes one statement of several. The tag that quotes them must not be
// in them.
func block(statements []string) string {
	body := "begin\n  " + strings.Join(statements, ";\n  ") + ";\nend"
	tag := "$move$"
	for strings.Contains(body, tag) {
		tag = "$" + strings.Trim(tag, "$") + "_$"
	}
	return "do " + tag + " " + body + " " + tag
}
