package collect

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ours are the settings of our transaction. search_path is empty so that only
// pg_catalog is searched; the formats make every value exact text that decode
// understands; no JIT and no parallel workers, since our queries are many and
// small.
func (c *collector) ours() string {
	set := [][2]string{
		{"search_path", ""},
		{"statement_timeout", millis(c.opt.StatementTimeout)},
		{"lock_timeout", millis(c.opt.LockTimeout)},
		{"idle_in_transaction_session_timeout", millis(time.Minute)},
		{"client_encoding", c.encoding()},
		{"standard_conforming_strings", "on"},
		{"datestyle", "ISO, YMD"},
		{"intervalstyle", "postgres"},
		{"timezone", "UTC"},
		{"extra_float_digits", "1"},
		{"bytea_output", "hex"},
		{"quote_all_identifiers", "off"},
		{"jit", "off"},
		{"max_parallel_workers_per_gather", "0"},
	}
	if c.number("transaction_timeout", 0) > 0 { // 17+; our limits are of each query
		set = append(set, [2]string{"transaction_timeout", "0"})
	}
	calls := make([]string, len(set))
	for i, s := range set {
		calls[i] = fmt.Sprintf("pg_catalog.set_config(%s, %s, true)", pg.QuoteLiteral(s[0]), pg.QuoteLiteral(s[1]))
	}
	return "select " + strings.Join(calls, ", ")
}

func millis(d time.Duration) string { return fmt.Sprint(d.Milliseconds()) }

// settingsAndServer reads the settings as the server has them for our role,
// then makes ours and reads who answers.
func (c *collector) settingsAndServer() error {
	if c.conn.ParameterStatus("client_encoding") != c.encoding() { // a setting's value may have characters that the role's encoding lacks
		if err := c.encode(c.encoding()); err != nil {
			return err
		}
	}
	all, err := try[snapshot.Setting](c, snapshot.AreaSettings, "settings.sql")
	if err != nil {
		return fmt.Errorf("read the server's settings: %w", err)
	}
	for i := range all {
		all[i].Value = hideSecret(all[i].Name, all[i].Value)
		all[i].BootVal = hideSecret(all[i].Name, all[i].BootVal)
		all[i].ResetVal = hideSecret(all[i].Name, all[i].ResetVal)
		if all[i].Name == "client_encoding" {
			all[i].Value = all[i].ResetVal
		}
	}
	c.snap.Settings = all
	if err := c.exec("guard the transaction", c.ours()); err != nil {
		return err
	}
	return c.server()
}
