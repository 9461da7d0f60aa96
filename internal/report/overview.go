package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Summary is one line on what a snapshot holds.
func Summary(s *snapshot.Snapshot) string {
	masked := ""
	if s.Masked {
		masked = ", data values masked"
	}
	relations, indexes := s.CountUsers()
	return Clean(fmt.Sprintf("PostgreSQL %s, database %s, %s, %s, %s%s, taken %s",
		s.Server.Version, s.Server.Database, plural(relations, "relation"), indexCount(indexes), plural(len(s.Statements), "statement"),
		masked, Moment(s.CollectedAt)))
}

// indexCount is plural for a noun that has it otherwise.
func indexCount(n int) string {
	if n == 1 {
		return "1 index"
	}
	return Count(int64(n)) + " indexes"
}

// largestShown is how many relations Overview lists.
const largestShown = 15

// Overview prints what a snapshot holds, for people: the server, the number
// of objects of each kind, the largest relations, and what was not seen.
func Overview(w io.Writer, s *snapshot.Snapshot) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", Summary(s))
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range serverRows(s) {
		fmt.Fprintf(t, "%s\t%s\n", row[0], Clean(row[1]))
	}
	t.Flush() // a tabwriter over a strings.Builder cannot fail
	b.WriteString("\nHolds\n")
	for _, row := range countRows(s) {
		fmt.Fprintf(t, "  %s\t%d\t%s\n", row.name, row.n, row.more)
	}
	t.Flush()
	writeLargest(&b, s)
	writeUnseen(&b, s)
	_, err := io.WriteString(w, b.String())
	return err
}

func serverRows(s *snapshot.Snapshot) [][2]string {
	v := s.Server
	role := v.Role
	if v.Superuser {
		role += " (superuser)"
	}
	state := "primary"
	if v.InRecovery {
		state = "standby"
	}
	return [][2]string{
		{"server", v.VersionText},
		{"platform", v.Platform + ", " + state},
		{"started", Moment(v.StartedAt)},
		{"database", fmt.Sprintf("%s, %s, collate %s", v.Database, v.Encoding, v.Collate)},
		{"collected as", role},
		{"collected by", s.Tool},
	}
}

type countRow struct {
	name string
	n    int
	more string
}

func countRows(s *snapshot.Snapshot) []countRow {
	kinds, users := map[string]int{}, map[pg.OID]bool{}
	columns, statistics := 0, 0
	for i := range s.Relations {
		if r := &s.Relations[i]; r.IsUsers() {
			users[r.OID] = true
			kinds[r.Kind]++
			for i := range r.Columns {
				if !r.Columns[i].Dropped {
					columns++
				}
			}
		}
	}
	for i := range s.ColumnStatistics {
		if users[s.ColumnStatistics[i].TableOID] {
			statistics++
		}
	}
	_, indexes := s.CountUsers()
	rows := []countRow{
		{"tables", kinds["r"], ""}, {"partitioned tables", kinds["p"], ""}, {"views", kinds["v"], ""},
		{"materialized views", kinds["m"], ""}, {"foreign tables", kinds["f"], ""}, {"columns", columns, ""},
		{"indexes", indexes, ""}, {"constraints", len(s.Constraints), ""}, {"sequences", len(s.Sequences), ""},
		{"functions", len(s.Functions), ""}, {"triggers", len(s.Triggers), ""}, {"policies", len(s.Policies), ""},
		{"types", len(s.Types), ""}, {"extensions", len(s.Extensions), strings.Join(extensionNames(s), ", ")},
		{"roles", len(s.Roles), ""}, {"settings", len(s.Settings), ""},
		{"columns with statistics", statistics, ""}, {"statements", len(s.Statements), ""},
		{"sessions", len(s.Sessions), ""}, {"replication slots", len(s.Slots), ""},
	}
	return slices.DeleteFunc(rows, func(r countRow) bool { return r.n == 0 })
}

func extensionNames(s *snapshot.Snapshot) []string {
	var names []string
	for _, e := range s.Extensions {
		names = append(names, Clean(e.Name+" "+e.Version))
	}
	return names
}

func writeLargest(b *strings.Builder, s *snapshot.Snapshot) {
	var rs []*snapshot.Relation
	for i := range s.Relations {
		if r := &s.Relations[i]; r.Bytes > 0 && !r.System {
			rs = append(rs, r)
		}
	}
	slices.SortStableFunc(rs, func(x, y *snapshot.Relation) int { return int(min(1, max(-1, y.Bytes-x.Bytes))) })
	if len(rs) == 0 {
		return
	}
	b.WriteString("\nLargest relations (heap only)\n")
	cat := snapshot.NewCatalog(s)
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, r := range rs[:min(len(rs), largestShown)] {
		fmt.Fprintf(t, "  %s\t%s\t%s\n", Clean(r.PG().String()), advice.Size(r.Bytes), rowCount(cat, r))
	}
	t.Flush()
}

// rowCount is the number of rows by which the rules judge. Nobody has counted
// those of a table that was never vacuumed or analyzed: reltuples is -1 then,
// and before 14 it is 0 as relpages is.
func rowCount(c *snapshot.Catalog, r *snapshot.Relation) string {
	rows := c.Rows(r)
	if r.Tuples >= 0 && (r.Tuples > 0 || r.Pages > 0) {
		return plural(int(rows), "row")
	}
	if rows == 0 {
		return "never analyzed"
	}
	return "about " + plural(int(rows), "row") + ", never analyzed"
}

func writeUnseen(b *strings.Builder, s *snapshot.Snapshot) {
	if len(s.NotSeen) == 0 {
		return
	}
	b.WriteString("\nNot seen\n")
	for _, n := range s.NotSeen {
		fmt.Fprintf(b, "  %s: %s\n", strings.ReplaceAll(string(n.Area), "_", " "), Clean(n.Why))
		if n.Grant != "" {
			fmt.Fprintf(b, "    to see it: %s\n", Clean(n.Grant))
		}
	}
}
