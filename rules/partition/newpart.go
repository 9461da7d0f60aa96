package partition

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// fresh is a partition to be made.
type fresh struct {
	name      pg.Name
	from, to  time.Time
	low, high string // the bounds as literals
}

// planned lays out n partitions from the instant on.
func (s *series) planned(p *advice.Pass, from time.Time, n int, given map[string]bool) []fresh {
	var out []fresh
	start := s.step.at(from)
	text := s.literal(p, from, from) // just where the last one ends
	for i := range n {
		f := fresh{from: s.step.add(start, i), to: s.step.add(start, i+1)}
		to := s.literal(p, from.Add(f.to.Sub(start)), f.to)
		f.name = pg.Name{Schema: s.table.Schema, Name: s.nameFor(p, f.from, given)}
		f.low, f.high, text = text, to, to
		out = append(out, f)
	}
	return out
}

// literal writes a bound. One that is midnight in another zone than UTC is
// written in the server's zone, if that has one: summer time may lie between.
func (s *series) literal(p *advice.Pass, at, local time.Time) string {
	switch {
	case s.key.TypeOID == dateOID:
		return pg.QuoteLiteral(at.Format("2006-01-02"))
	case s.key.TypeOID == timestampOID:
		return pg.QuoteLiteral(at.Format("2006-01-02 15:04:05.999999"))
	case at.Equal(local):
		return pg.QuoteLiteral(at.Format("2006-01-02 15:04:05.999999+00"))
	}
	if zone, ok := p.ServerWide("TimeZone"); ok && !slices.Contains([]string{"", "UTC", "Etc/UTC", "GMT"}, zone) {
		return pg.QuoteLiteral(local.Format("2006-01-02 15:04:05 ") + zone)
	}
	return pg.QuoteLiteral(at.Format("2006-01-02 15:04:05.999999+00"))
}

// nameLayouts are how people write a date into the name of a partition, from
// the finest to the coarsest.
var nameLayouts = []struct {
	layout string
	finest time.Duration // the shortest step that it tells apart
}{
	{"2006_01_02_15", time.Hour}, {"20060102_15", time.Hour}, {"2006010215", time.Hour},
	{"2006_01_02", day}, {"20060102", day}, {"2006-01-02", day}, {"2006m01d02", day},
	{"2006_01", 28 * day}, {"200601", 28 * day}, {"2006-01", 28 * day}, {"2006m01", 28 * day},
	{"2006", 365 * day},
}

const day = 24 * time.Hour

// nameFor names a partition as the newest one is named, with the date in its
// name replaced.
func (s *series) nameFor(p *advice.Pass, from time.Time, given map[string]bool) string {
	taken := func(n string) bool {
		return given[n] || p.NameTaken(pg.Name{Schema: s.table.Schema, Name: n})
	}
	last := s.parts[len(s.parts)-1]
	name := ""
	for _, l := range nameLayouts {
		old := s.step.at(last.from).Format(l.layout)
		if l.finest <= s.step.span() && strings.Count(last.part.Name, old) == 1 {
			name = strings.Replace(last.part.Name, old, from.Format(l.layout), 1)
			break
		}
	}
	if name == "" {
		layout := "20060102"
		if s.step.span() < day {
			layout = "20060102_150405"
		}
		name = s.table.Name + "_" + from.Format(layout)
	}
	name = advice.NewName(taken, name)
	given[name] = true
	return name
}

// tableLike creates a table that fits as a partition, with the storage of the
// newest one. What the parent has by way of indexes, foreign keys and triggers
// comes when it is attached.
func (s *series) tableLike(name pg.Name) string {
	model := s.parts[len(s.parts)-1].part
	var b strings.Builder
	b.WriteString("create ")
	if model.Persistence == "u" {
		b.WriteString("unlogged ")
	}
	fmt.Fprintf(&b, "table %s (like %s including all excluding indexes excluding identity excluding statistics)", name, s.table.PG())
	if model.AccessMethod != "" && model.AccessMethod != "heap" {
		b.WriteString(" using " + pg.QuoteIdent(model.AccessMethod))
	}
	if len(model.Options) > 0 {
		var opts []string
		for _, o := range model.Options {
			k, v, _ := strings.Cut(o, "=")
			opts = append(opts, pg.QuoteIdent(k)+" = "+pg.QuoteLiteral(v))
		}
		b.WriteString(" with (" + strings.Join(opts, ", ") + ")")
	}
	if model.Tablespace != "" {
		b.WriteString(" tablespace " + pg.QuoteIdent(model.Tablespace))
	}
	return b.String()
}

// simple reports whether a partition is one table: neither partitioned
// further nor foreign, and owned by who owns the parent.
func (s *series) simple() bool {
	return s.parts[len(s.parts)-1].part.Kind == "r"
}

// attaching makes a table a partition. Beside SHARE UPDATE EXCLUSIVE on the
// parent that locks the default partition, which is read for rows that belong
// into the new one, and each table that a foreign key refers to, for its
// trigger; the step names the strongest.
func (s *series) attaching(p *advice.Pass, f fresh) advice.Step {
	lock, on := pg.ShareUpdateExclusiveLock, s.table.PG()
	for _, k := range p.ConstraintsOf(s.table.OID) {
		if r := p.Relation(k.RefTableOID); k.Type == "f" && r != nil {
			lock, on = pg.ShareRowExclusiveLock, r.PG()
		}
	}
	if s.rest != nil {
		lock, on = pg.AccessExclusiveLock, s.rest.PG()
	}
	return advice.Locking(lock, on, s.attach(f))
}

// attach is the clause that makes a table a partition.
func (s *series) attach(f fresh) string {
	return fmt.Sprintf("alter table %s attach partition %s for values from (%s) to (%s)", s.table.PG(), f.name, f.low, f.high)
}

// owner returns the statement that gives a new table to the parent's owner, ""
// when whoever collected the snapshot is that.
func owner(p *advice.Pass, t *snapshot.Relation, name pg.Name) string {
	if t.Owner == "" || t.Owner == p.Server.Role {
		return ""
	}
	return fmt.Sprintf("alter table %s owner to %s", name, pg.QuoteIdent(t.Owner))
}
