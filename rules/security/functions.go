package security

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// functions are the database's own by schema and name, all of one name together.
type functions map[string][]*snapshot.Function

func newFunctions(p *advice.Pass) functions {
	fs := functions{}
	for i := range p.Functions {
		f := &p.Functions[i]
		key := f.Schema + "." + f.Name
		fs[key] = append(fs[key], f)
	}
	return fs
}

// hoisted rewrites an expression so that what it asks of functions without
// reading the row is asked once; moved are the parts that this is about.
func (fs functions) hoisted(expr string) (rewritten string, moved []string) {
	if !strings.Contains(expr, "(") {
		return expr, nil
	}
	rewritten, moved, err := sqlparse.Hoist(expr, fs.judge)
	if err != nil || len(moved) == 0 {
		return expr, nil // never an expression that could not be proved the same
	}
	return rewritten, moved
}

// functionName is the name of a call as written.
func functionName(c *sqlparse.FuncCall) []string {
	var out []string
	for _, box := range c.Funcname {
		if s, ok := sqlparse.Unbox(box).(*sqlparse.String); ok {
			out = append(out, s.Sval)
		}
	}
	return out
}

// judge says of a call whether it is worth evaluating once, and what it returns.
func (fs functions) judge(c *sqlparse.FuncCall) (sqlparse.Verdict, string) {
	name := functionName(c)
	last := name[len(name)-1]
	if len(name) == 1 || name[0] == "pg_catalog" {
		switch {
		case changing[last] || strings.HasPrefix(last, "pg_advisory") || strings.HasPrefix(last, "pg_try_advisory"):
			return sqlparse.Stay, ""
		case last == "current_setting":
			return sqlparse.Lift, "text"
		case last == "pg_has_role" || strings.HasPrefix(last, "has_") && strings.HasSuffix(last, "_privilege"):
			return sqlparse.Lift, "boolean"
		}
		return sqlparse.Follow, ""
	}
	found := fs[strings.Join(name, ".")]
	if len(found) == 0 {
		return sqlparse.Stay, "" // of the system, or not known
	}
	v := sqlparse.Lift
	for _, f := range found {
		v = min(v, verdict(f))
	}
	result := found[0].Result
	if slices.ContainsFunc(found, func(f *snapshot.Function) bool { return f.Result != result }) {
		result = ""
	}
	return v, result
}

// verdict is judge for one function. An immutable one is evaluated when the
// query is planned.
func verdict(f *snapshot.Function) sqlparse.Verdict {
	switch {
	case f.Kind != "f" || f.ReturnsSet:
		return sqlparse.Stay
	case f.Volatility == "i":
		return sqlparse.Follow
	case f.Volatility == "s":
		return sqlparse.Lift
	case readsOnly(f):
		return sqlparse.Lift
	}
	return sqlparse.Stay
}

// changing are built-in functions that may return something else at each call.
var changing = map[string]bool{
	"random": true, "random_normal": true, "clock_timestamp": true, "timeofday": true, "gen_random_uuid": true,
	"uuidv4": true, "uuidv7": true, "nextval": true, "currval": true, "lastval": true, "setval": true, "set_config": true,
	"pg_sleep": true, "pg_notify": true, "query_to_xml": true, "generate_series": true, "unnest": true,
}

// called matches the name in front of an opening parenthesis, key words included.
var called = regexp.MustCompile(`(?i)([a-z_][a-z0-9_.$]*)\s*\(`)

// harmless are what the body of a reader of settings calls.
var harmless = map[string]bool{
	"current_setting": true, "pg_catalog.current_setting": true, "nullif": true, "coalesce": true, "lower": true, "upper": true,
	"trim": true, "btrim": true, "split_part": true, "string_to_array": true, "cast": true, "in": true, "and": true, "or": true,
	"not": true, "select": true, "return": true, "numeric": true, "varchar": true,
}

// acts matches statements that do more than read.
var acts = regexp.MustCompile(`(?i)\b(insert|update|delete|merge|truncate|create|alter|drop|call|perform|execute|copy|notify|listen|lock|raise)\b`)

// readsOnly reports whether a function declared VOLATILE, which is merely the
// default, shows by its body that it only reads a setting and could be STABLE.
func readsOnly(f *snapshot.Function) bool {
	if f.Extension != "" || f.Language != "sql" && f.Language != "plpgsql" {
		return false
	}
	_, body, ok := strings.Cut(f.Definition, "\nAS $")
	if !ok || acts.MatchString(body) {
		return false
	}
	reads := false
	for _, m := range called.FindAllStringSubmatch(body, -1) {
		name := strings.ToLower(m[1])
		if !harmless[name] {
			return false
		}
		reads = reads || strings.HasSuffix(name, "current_setting")
	}
	return reads
}

// volatile are those of the named calls that are declared VOLATILE.
func (fs functions) volatile(calls []string) []string {
	var out []string
	for _, c := range calls {
		if slices.ContainsFunc(fs[strings.TrimSuffix(c, "()")], func(f *snapshot.Function) bool { return f.Volatility == "v" }) {
			out = append(out, c)
		}
	}
	return out
}
