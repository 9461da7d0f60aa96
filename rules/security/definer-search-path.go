package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DefinerSearchPath finds functions that run with their owner's rights and
// their caller's search_path.
var DefinerSearchPath = advice.Rule{
	ID:       "security/definer-search-path",
	Title:    "a SECURITY DEFINER function finds its objects by the caller's search_path",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaFunctions, snapshot.AreaSchemas, snapshot.AreaRoles, snapshot.AreaSettings, snapshot.AreaSettingOverrides,
	},
	Check: func(p *advice.Pass) {
		for i := range p.Functions {
			f := &p.Functions[i]
			if !f.SecurityDefiner || f.Extension != "" || ofHost(f.Owner) || pinned(f) || !byName(f) {
				continue
			}
			if callers := callers(p, f); len(callers) > 0 {
				reportUnpinned(p, f, callers)
			}
		}
	},
}

func pinned(f *snapshot.Function) bool {
	return slices.ContainsFunc(f.Config, func(c string) bool { return strings.HasPrefix(c, "search_path=") })
}

// byName reports whether the function looks up names when it runs. One in C
// does as it likes, and the names in a body that begins with BEGIN ATOMIC or
// RETURN were looked up when it was created.
func byName(f *snapshot.Function) bool {
	if f.Language == "c" || f.Language == "internal" {
		return false
	}
	return f.Language != "sql" || f.Definition == "" || strings.Contains(f.Definition, "\nAS ")
}

// callers returns who may make the function run beside its owner and the
// superusers. A trigger function is run by whoever writes to its table; any
// other must be reached through its schema.
func callers(p *advice.Pass, f *snapshot.Function) []string {
	all := []string{public}
	if f.ACL != nil {
		all = grantees(p, f.ACL, f.Owner, "X")
	}
	if f.Result == "trigger" {
		return all
	}
	for i := range p.Schemas {
		s := &p.Schemas[i]
		if s.Name != f.Schema {
			continue
		}
		inside := grantees(p, s.ACL, f.Owner, "U")
		if s.Owner != f.Owner && !superuser(p, s.Owner) && !slices.Contains(inside, s.Owner) {
			inside = append(inside, s.Owner)
		}
		if len(inside) == 0 {
			return nil
		}
		if len(all) == 1 && all[0] == public {
			return inside
		}
	}
	return all
}

func superuser(p *advice.Pass, role string) bool {
	r := p.Role(role)
	return r != nil && r.Superuser
}

func reportUnpinned(p *advice.Pass, f *snapshot.Function, callers []string) {
	severity, rights := advice.Medium, "the rights of "+f.Owner
	if superuser(p, f.Owner) {
		severity, rights = advice.High, "superuser rights"
	}
	signature := signatureOf(f)
	path, trust := pathFor(p, f)
	caution := "Compare the path with the names in the body before: whatever the function found elsewhere, by the search_path of its callers, must be in it or be qualified in the body."
	if trust != "" {
		caution += " PUBLIC may create objects in schema " + trust + ", so the path is not safe before that is revoked."
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("%s runs with %s and the search_path of its caller", signature, rights),
		Object:   functionObject(f),
		Evidence: []advice.Evidence{
			{Name: "security definer", Value: f.SecurityDefiner, Source: "pg_proc.prosecdef"},
			{Name: "owner", Value: f.Owner, Source: "pg_proc.proowner"},
			{Name: "settings", Value: "no search_path", Source: "pg_proc.proconfig"},
			{Name: "callers", Value: callers, Source: "pg_proc.proacl, pg_namespace.nspacl"},
		},
		Impact: advice.Impact{Summary: "a caller who puts a table, function or operator of his own first in his path makes the function use it, with " + rights},
		Fix: &advice.Fix{
			Summary: "pin the search_path, with temporary objects last",
			Steps:   []advice.Step{advice.SQL("alter " + routine(f) + " " + signature + " set search_path = " + path)},
			Undo:    []advice.Step{advice.SQL("alter " + routine(f) + " " + signature + " reset search_path")},
			Caution: caution,
		},
	})
}

// signatureOf is what ALTER FUNCTION takes.
func signatureOf(f *snapshot.Function) string { return f.PG().String() + "(" + f.Arguments + ")" }

func functionObject(f *snapshot.Function) advice.Object {
	return advice.Object{Kind: "function", Schema: f.Schema, Name: f.Name + "(" + f.Arguments + ")"}
}

func routine(f *snapshot.Function) string {
	if f.Kind == "p" {
		return "procedure"
	}
	return "function"
}

// pathFor is the path under which the function finds what it finds for a
// caller who has changed nothing: the schemas of this database's search_path,
// then the function's own, then temporary ones. It also returns a schema of
// the path in which PUBLIC may create objects.
func pathFor(p *advice.Pass, f *snapshot.Function) (path, untrusted string) {
	value, ok := p.Effective("search_path", p.Server.Database, "")
	if !ok {
		value = `"$user", public`
	}
	var names []string
	for _, n := range append(advice.SettingNames(value), f.Schema) {
		if n == "$user" {
			n = f.Owner // it is the owner who looks, while the function runs
		}
		i := slices.IndexFunc(p.Schemas, func(s snapshot.Schema) bool { return s.Name == n })
		if i < 0 || slices.Contains(names, n) {
			continue
		}
		names = append(names, n)
		if slices.Contains(grantees(p, p.Schemas[i].ACL, p.Schemas[i].Owner, "C"), public) {
			untrusted = n
		}
	}
	return pg.QuoteIdents(append(names, "pg_temp")), untrusted
}
