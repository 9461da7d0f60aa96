package rebuild

import (
	"fmt"
	"regexp"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// unusable are the pseudo-types that PL/pgSQL has no parameters or results of.
var unusable = regexp.MustCompile(`(?i)\b(internal|cstring|language_handler|fdw_handler|index_am_handler|table_am_handler|tsm_handler)\b|"any"`)

// standInFunction has the signature of the function and all that the planner
// knows of it, and can be replaced by it.
func (s *script) standInFunction(f *snapshot.Function) (sql string, possible bool) {
	if f.Kind == "w" || f.Kind == "a" || unusable.MatchString(f.Arguments) || unusable.MatchString(f.Result) {
		return "", false
	}
	body := "begin raise exception using message = " +
		pg.QuoteLiteral(fmt.Sprintf("%s is a stand-in that computes nothing", f.PG())) + "; end"
	if f.Kind == "p" {
		return fmt.Sprintf("create procedure %s(%s) language plpgsql as %s", f.PG(), f.Arguments, pg.QuoteLiteral(body)), true
	}
	arguments := f.Arguments
	if s.lacking[f.Extension] != "" && f.Declared != "" {
		arguments = f.Declared
	}
	attributes := map[string]string{"i": " immutable", "s": " stable"}[f.Volatility] +
		map[string]string{"s": " parallel safe", "r": " parallel restricted"}[f.Parallel]
	if f.Strict {
		attributes += " strict"
	}
	if f.Cost > 0 {
		attributes += fmt.Sprintf(" cost %g", f.Cost)
	}
	if f.ReturnsSet && f.Rows > 0 {
		attributes += fmt.Sprintf(" rows %g", f.Rows)
	}
	return fmt.Sprintf("create function %s(%s) returns %s language plpgsql%s as %s", f.PG(), arguments, f.Result, attributes, pg.QuoteLiteral(body)), true
}
