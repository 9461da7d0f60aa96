package query

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
)

// senders are the roles that send a statement; one empty name, for any role,
// where the server did not say.
func (s *statement) senders() []string {
	if len(s.roles) == 0 {
		return []string{""}
	}
	return s.roles
}

// setFor changes a setting for a role in this database, or for every role
// that has no setting of its own, and takes it back.
func setFor(p *advice.Pass, role, name, value string) (step, undo advice.Step) {
	alter := "alter database " + pg.QuoteIdent(p.Server.Database)
	if role != "" {
		alter = "alter role " + pg.QuoteIdent(role) + " in database " + pg.QuoteIdent(p.Server.Database)
	}
	step = advice.SQL(alter + " set " + name + " = " + pg.QuoteLiteral(value))
	for _, o := range p.SettingOverrides {
		if o.Role == role && o.Database == p.Server.Database && o.Name == name {
			return step, advice.SQL(alter + " set " + name + " = " + pg.QuoteLiteral(o.Value))
		}
	}
	return step, advice.SQL(alter + " reset " + name)
}
