// Package proof judges fixes by the planner: which of them a twin can try, and what
// the plans before and after show.
package proof

import (
	"regexp"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// Trial is what of a fix can be tried on a twin.
type Trial struct {
	Creates []string          // CREATE INDEX
	Drops   []string          // DROP INDEX and DROP CONSTRAINT, which a transaction can hold
	Set     map[string]string // settings
}

// Of returns what to try of a finding's fix; false where the planner cannot judge
// it: it does what a twin has no notion of (rows, locks, roles), or is not about
// plans.
func Of(f *advice.Finding) (Trial, bool) {
	t := Trial{Set: map[string]string{}}
	if f.Fix == nil || !aboutPlans(f.Rule) {
		return t, false
	}
	for _, s := range f.Fix.Steps {
		if s.Manual != "" || !t.take(s.SQL) {
			return t, false
		}
	}
	return t, len(t.Creates)+len(t.Drops)+len(t.Set) > 0
}

// aboutPlans reports whether a rule's fixes are meant to make statements faster, or
// not to make them slower. Those of a unique index, say, are about what rows there
// may be.
func aboutPlans(rule string) bool {
	area, _, _ := strings.Cut(rule, "/")
	return area == "index" || area == "config" || rule == "constraint/foreign-key-without-index"
}

var (
	concurrently  = regexp.MustCompile(`(?i)^(\s*drop\s+index\s+)concurrently\s+`)
	dropsKey      = regexp.MustCompile(`(?i)^\s*alter\s+table\s+.*\s+drop\s+constraint\s+[^,]+$`)
	unique        = regexp.MustCompile(`(?i)^\s*create\s+unique\s`)
	alterSystem   = regexp.MustCompile(`(?is)^\s*alter\s+system\s+set\s+([a-z_.]+)\s*(?:=|\sto\s)\s*(.+?)\s*$`)
	harmlessSteps = regexp.MustCompile(`(?is)^\s*(select\s+(pg_catalog\.)?pg_reload_conf\(\)|alter\s+index\s+.*\sattach\s+partition\s.*)\s*$`)
)

// take adds one step, and reports whether it could.
func (t *Trial) take(sql string) bool {
	switch kind := sqlparse.Kind(sql); {
	case harmlessSteps.MatchString(sql):
	case kind == "CREATE INDEX" && !unique.MatchString(sql):
		t.Creates = append(t.Creates, sql)
	case kind == "DROP INDEX":
		t.Drops = append(t.Drops, concurrently.ReplaceAllString(sql, "$1"))
	case kind == "ALTER TABLE" && dropsKey.MatchString(sql):
		t.Drops = append(t.Drops, sql)
	case kind == "ALTER SYSTEM":
		m := alterSystem.FindStringSubmatch(sql)
		if m == nil || !planner[strings.ToLower(m[1])] {
			return false
		}
		t.Set[strings.ToLower(m[1])] = literal(m[2])
	default:
		return false
	}
	return true
}

// literal is the value of a quoted or plain word.
func literal(word string) string {
	if inner, ok := strings.CutPrefix(word, "'"); ok {
		return strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
	}
	return word
}

// planner are the settings that change plans and that a rule may propose (section
// 19.7 of the manual, and of 19.4 those that the planner reads).
var planner = map[string]bool{
	"constraint_exclusion": true, "cpu_index_tuple_cost": true, "cpu_operator_cost": true, "cpu_tuple_cost": true, "cursor_tuple_fraction": true,
	"effective_cache_size": true, "effective_io_concurrency": true, "from_collapse_limit": true, "hash_mem_multiplier": true, "jit": true,
	"join_collapse_limit": true, "max_parallel_workers": true, "max_parallel_workers_per_gather": true, "min_parallel_index_scan_size": true,
	"min_parallel_table_scan_size": true, "parallel_setup_cost": true, "parallel_tuple_cost": true, "plan_cache_mode": true,
	"random_page_cost": true, "seq_page_cost": true, "work_mem": true, "enable_hashjoin": true, "enable_indexscan": true, "enable_mergejoin": true,
	"enable_nestloop": true, "enable_seqscan": true, "enable_bitmapscan": true, "enable_sort": true, "enable_hashagg": true,
	"enable_indexonlyscan": true, "enable_material": true, "enable_partition_pruning": true, "enable_partitionwise_join": true,
	"enable_partitionwise_aggregate": true, "geqo": true, "geqo_threshold": true,
}
