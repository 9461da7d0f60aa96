package advice

import "github.com/pgadept/pgadept/internal/pg"

// ConstraintNameTaken returns a test for names in use by the constraints of a
// table.
func (p *Pass) ConstraintNameTaken(table pg.OID) func(string) bool {
	return func(name string) bool {
		for _, k := range p.ConstraintsOf(table) {
			if k.Name == name {
				return true
			}
		}
		return false
	}
}
