package twin

import (
	"context"
	"errors"
	"fmt"

	"github.com/pgadept/pgadept/internal/explain"
	"github.com/pgadept/pgadept/internal/session"
)

// Compared is a statement planned on the twin and in production. Err says why it
// could not be planned in production.
type Compared struct {
	Question
	Same             bool
	Twin, Production Answer
}

// Compare plans statements in production too and says which plans are the same,
// field for field. It executes none of them, and takes there what planning takes:
// ACCESS SHARE for a moment. The session must lead to the server itself, for it
// prepares statements.
func (t *Twin) Compare(ctx context.Context, s *session.Session, questions []Question) ([]Compared, error) {
	if s.Pooler != "" {
		return nil, fmt.Errorf("compare with production: the connection leads to a %s; plans are compared with the server itself", s.Pooler)
	}
	if _, err := s.Conn.Exec(ctx, "set lock_timeout = '150ms'"); err != nil {
		return nil, fmt.Errorf("compare with production: %w", err)
	}
	here, err := t.ExplainAll(ctx, questions)
	if err != nil {
		return nil, err
	}
	// Who plans there has production's names and settings of roles.
	there := &Twin{snap: t.snap, major: t.major, database: t.database, roleSettings: t.roleSettings, conn: s.Conn}
	var out []Compared
	for i, q := range questions {
		if s.Conn.IsClosed() {
			return nil, errors.New("compare with production: the connection is gone")
		}
		c := Compared{Question: q, Twin: here[i]}
		answers, err := there.ExplainAll(ctx, []Question{q})
		if err != nil {
			return nil, fmt.Errorf("compare with production: %w", err)
		}
		if c.Production = answers[0]; c.Twin.Err == nil && c.Production.Err == nil {
			if c.Same, err = explain.Same(c.Twin.Plan, c.Production.Plan); err != nil {
				return nil, err
			}
		}
		out = append(out, c)
	}
	return out, nil
}
