package session

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// A role or a database can have a time limit that ends our session before we
// set limits of our own: ALTER ROLE app SET statement_timeout = '1ms'. The
// start-up message is the only place that comes before it. Poolers refuse
// these parameters there, so they are sent only where a limit is short.

// limits are those parameters, the youngest last, and the SQLSTATE by which
// each strikes (appendix A of the manual).
var limits = []struct{ name, code string }{
	{"statement_timeout", "57014"},
	{"idle_in_transaction_session_timeout", "25P03"},
	{"idle_session_timeout", "57P05"}, // 14+
	{"transaction_timeout", "25P04"},  // 17+
}

// short is a limit within which a session may not get to set its own.
const short = 5 * time.Second

// greeting asks for the process that answers, and for each of limits.
func greeting() string {
	values := make([]string, len(limits))
	for i, l := range limits {
		values[i] = fmt.Sprintf("pg_catalog.current_setting('%s', true)", l.name)
	}
	return "select pg_catalog.pg_backend_pid(), pg_catalog.concat_ws(',', " + strings.Join(values, ", ") + ")"
}

// shortLimits are the names of those limits that are short, of values as the
// greeting gives them. Older servers do not know the last.
func shortLimits(values string) []string {
	var out []string
	milliseconds := snapshot.Setting{VarType: "integer", Unit: "ms"}
	for i, v := range strings.Split(values, ",") {
		d, err := time.ParseDuration(milliseconds.Normal(v) + "ms")
		if err == nil && d > 0 && d < short && i < len(limits) {
			out = append(out, limits[i].name)
		}
	}
	return out
}

// untranslatable is the SQLSTATE of a text that the client's encoding lacks.
// 18 reports search_path when a session starts, and so fails already there
// where a role has both client_encoding = LATIN1 and a schema in Greek.
const untranslatable = "22P05"

// struck is the parameter that an error comes from, nil for none.
func struck(err error) []string {
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		return nil
	}
	if server.Code == untranslatable {
		return []string{"client_encoding"}
	}
	for _, l := range limits {
		if l.code == server.Code {
			return []string{l.name}
		}
	}
	return nil
}

// lift asks the server for a session without the limits, and reports whether
// it had not been asked before.
func lift(config *pgx.ConnConfig, names []string) bool {
	news := false
	for _, n := range names {
		value := "0"
		if n == "client_encoding" {
			value = "UTF8"
		}
		if config.RuntimeParams[n] != value {
			config.RuntimeParams[n], news = value, true
		}
	}
	return news
}

// refusesParameter reports whether a pooler took offence at what lift asks.
func refusesParameter(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && strings.Contains(server.Message, "unsupported startup parameter")
}

// limitError says that a limit keeps us from working, and who set it.
func limitError(config *pgx.ConnConfig, names []string, cause error) error {
	slices.Sort(names)
	what := strings.Join(slices.Compact(names), " and ")
	return &ConnectError{Kind: Refused, Target: target(config), cause: cause,
		Text: fmt.Sprintf("%s has a %s too short to work within, and the pooler in between does not let pgadept lift it; connect to the server itself, or as a role without it", target(config), what)}
}
