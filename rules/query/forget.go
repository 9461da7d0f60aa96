package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
)

// forget is the last step of a fix: counters that were there before tell
// nothing of what came after. It names just this statement.
func forget(p *advice.Pass, ids ...int64) []advice.Step {
	i := p.StatementsInfo
	if i == nil || i.ExtensionVersion == "" || i.Schema == "" || slices.Contains([]string{"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6"}, i.ExtensionVersion) {
		return nil
	}
	reset := pg.Name{Schema: i.Schema, Name: "pg_stat_statements_reset"}.String()
	if len(ids) == 1 {
		return []advice.Step{advice.SQL(fmt.Sprintf("select %s(queryid => %d)", reset, ids[0]))}
	}
	list := make([]string, len(ids))
	for n, id := range ids {
		list[n] = fmt.Sprint(id)
	}
	return []advice.Step{advice.SQL(fmt.Sprintf("select %s(queryid => id) from pg_catalog.unnest('{%s}'::pg_catalog.int8[]) as id", reset, strings.Join(list, ",")))}
}

const forgets = "the last step sets the statement's counters to zero, so that the next check-up judges what comes after; it needs EXECUTE on pg_stat_statements_reset"
