package collect

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

const hiddenQuery = "<insufficient privilege>"

// activity reads the sessions, locks and running commands of one moment.
func (c *collector) activity() {
	s := c.snap
	s.Sessions = read[snapshot.Session](c, snapshot.AreaSessions, "activity.sql")
	hidden := 0
	for i := range s.Sessions {
		a := &s.Sessions[i]
		if a.Query == hiddenQuery {
			a.Query, a.Hidden = "", true
			hidden++
		}
		a.Query = hideConstants(a.Query)
	}
	c.noteHidden(snapshot.AreaSessions, hidden, len(s.Sessions), "sessions of other roles")
	s.Locks = read[snapshot.Lock](c, snapshot.AreaLocks, "locks.sql")
	s.PreparedTransactions = read[snapshot.PreparedTransaction](c, snapshot.AreaPreparedTransactions, "prepared_transactions.sql")
	c.progress()
}

// noteHidden says that the details of n rows of an area are not for our role.
func (c *collector) noteHidden(area snapshot.Area, n, of int, what string) {
	if n == 0 {
		return
	}
	c.note(snapshot.NotSeen{Area: area, Partial: true, Objects: n, Grant: c.grant(area),
		Why: fmt.Sprintf("the details of %d of %d %s are hidden from %s", n, of, what, c.role)})
}

type progressRow struct {
	Command string         `json:"command"`
	Details map[string]any `json:"details"`
}

// progress takes the columns that all progress views share out of the details.
func (c *collector) progress() {
	rows := read[progressRow](c, snapshot.AreaProgress, "progress.sql")
	hidden := 0
	for _, r := range rows {
		p := snapshot.Progress{Command: r.Command, Details: r.Details}
		p.PID = int(takeNumber(r.Details, "pid"))
		p.Database = takeText(r.Details, "datname")
		p.Relation = takeOID(r.Details, "relid")
		p.IndexOID = takeOID(r.Details, "index_relid")
		p.Phase = takeText(r.Details, "phase")
		delete(r.Details, "datid")
		for name, v := range r.Details {
			if v == nil {
				delete(r.Details, name)
			}
		}
		if p.Phase == "" && p.Command != "copy" {
			hidden++
		}
		c.snap.Progress = append(c.snap.Progress, p)
	}
	c.noteHidden(snapshot.AreaProgress, hidden, len(rows), "running commands")
}

func takeNumber(m map[string]any, name string) float64 {
	n, _ := m[name].(float64) // NULL where hidden
	delete(m, name)
	return n
}

func takeText(m map[string]any, name string) string {
	s, _ := m[name].(string) // NULL where hidden
	delete(m, name)
	return s
}

// takeOID reads an oid, which jsonb holds as text.
func takeOID(m map[string]any, name string) pg.OID {
	var oid pg.OID
	if s := takeText(m, name); s != "" {
		if _, err := fmt.Sscan(s, &oid); err != nil {
			return 0
		}
	}
	return oid
}
