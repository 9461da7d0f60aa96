package twin

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// QueryError is what the server says of a statement that it does not plan.
type QueryError struct {
	Message string
	Line    int // of the statement, from 1
	// Missing are objects that the twin lacks and that the message may be about:
	// production may plan the statement.
	Missing []Missing
}

// Error is the server's message.
func (e *QueryError) Error() string { return e.Message }

// Generic plans a statement of somebody's own, whose parameters may have types
// that cannot be told: it gives them likely ones. It returns what Explain does.
// The error for a statement that cannot be planned is a *QueryError.
func (t *Twin) Generic(ctx context.Context, sql string) (json.RawMessage, error) {
	statement, err := one(sql)
	if err != nil {
		return nil, &QueryError{Message: err.Error(), Line: 1}
	}
	conn, err := t.session(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	w := &workload{twin: t, conn: conn}
	if err := w.use(ctx, nil); err != nil {
		return nil, err
	}
	typed, _, err := w.typed(ctx, statement)
	if err == nil {
		var plan json.RawMessage
		if plan, err = t.Explain(ctx, typed, nil); err == nil {
			return plan, nil
		}
	}
	return nil, t.queryError(ctx, statement, err)
}

// queryError tells what is wrong with the statement from what broke.
func (t *Twin) queryError(ctx context.Context, sql string, err error) error {
	why, broken := ofStatement(ctx, err)
	if broken {
		return err
	}
	e := &QueryError{Message: why, Line: 1}
	var server *pgconn.PgError
	if errors.As(err, &server) && server.Position > 0 {
		e.Line += strings.Count(sql[:byteOf(sql, int(server.Position))], "\n")
	}
	undefined := server != nil && slices.Contains([]string{"42883", "42704", "42P01", "3F000"}, server.Code)
	for _, m := range t.Missing {
		name := m.Object.Name.Name
		if undefined && m.Object.Kind == "extension" { // it may be one of its objects
			e.Missing = append(e.Missing, m)
		} else if strings.Contains(why, `"`+name+`"`) || strings.Contains(why, " "+name+"(") || strings.Contains(why, "."+name) {
			e.Missing = append(e.Missing, m)
		}
	}
	return e
}
