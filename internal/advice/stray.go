package advice

import "github.com/pgadept/pgadept/internal/pg"

// byHandWhereStray returns the fix with each statement that holds bytes which
// are no UTF-8 turned into an act by hand: written down as text it would name
// another object, or none.
func (f *Fix) byHandWhereStray() *Fix {
	if f == nil {
		return nil
	}
	g := *f
	g.Steps, g.Undo = byHandWhereStray(f.Steps), byHandWhereStray(f.Undo)
	return &g
}

func byHandWhereStray(steps []Step) []Step {
	out := make([]Step, len(steps))
	for i, s := range steps {
		if pg.HasStray(s.SQL) {
			s.Manual = `with client_encoding = SQL_ASCII, and the byte itself in place of each \x and two digits, run: ` + pg.ShowStray(s.SQL)
			s.SQL = ""
		}
		out[i] = s
	}
	return out
}
