package rebuild

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// costing are the options of postgres_fdw that bear on plans or name remote
// columns. None says where the remote server is, nor lets it be asked.
var costing = []string{
	"fdw_startup_cost", "fdw_tuple_cost", "fetch_size", "async_capable", "updatable", "truncatable",
	"schema_name", "table_name", "column_name",
}

// foreignServers makes servers that lead nowhere: without addresses and users.
func (s *script) foreignServers() {
	wrappers := map[string]bool{}
	for i := range s.ForeignServers {
		f := &s.ForeignServers[i]
		o := Object{Kind: "server", Name: pg.Name{Name: f.Name}}
		if !s.plannable(f) && !wrappers[f.Wrapper] {
			wrappers[f.Wrapper] = true
			s.add(Statement{Object: o, Superuser: true, SQL: unless(
				"select from pg_catalog.pg_foreign_data_wrapper where fdwname = "+pg.QuoteLiteral(f.Wrapper),
				"create foreign data wrapper "+pg.QuoteIdent(f.Wrapper))})
		}
		if !s.plannable(f) {
			s.miss(o, "a server whose tables cannot be planned", "only postgres_fdw plans without its remote server", s.tablesOf(f.Name)...)
		}
		for _, option := range f.Options {
			if option == "use_remote_estimate=true" && s.plannable(f) {
				s.miss(o, "a server whose tables are estimated here", "the remote server is not asked", s.tablesOf(f.Name)...)
			}
		}
		sql := "create server " + pg.QuoteIdent(f.Name)
		if f.Type != "" {
			sql += " type " + pg.QuoteLiteral(f.Type)
		}
		if f.Version != "" {
			sql += " version " + pg.QuoteLiteral(f.Version)
		}
		s.add(
			Statement{Object: o, Superuser: true, SQL: sql + " foreign data wrapper " + pg.QuoteIdent(f.Wrapper) + s.foreignOptions(f.Name, f.Options)},
			Statement{Object: o, Superuser: true, SQL: "grant usage on foreign server " + pg.QuoteIdent(f.Name) + " to " + pg.QuoteIdent(s.plan.Owner)},
		)
	}
}

// plannable reports whether a server's tables can be planned here.
func (s *script) plannable(f *snapshot.ForeignServer) bool {
	return f.Wrapper == "postgres_fdw" && s.lacking["postgres_fdw"] == "" &&
		slices.ContainsFunc(s.Extensions, func(e snapshot.Extension) bool { return e.Name == "postgres_fdw" })
}

func (s *script) tablesOf(server string) []pg.OID {
	var out []pg.OID
	for i := range s.Relations {
		if s.Relations[i].ForeignServer == server {
			out = append(out, s.Relations[i].OID)
		}
	}
	return out
}

// foreignOptions are those that are kept, with the space before.
func (s *script) foreignOptions(server string, options []string) string {
	i := slices.IndexFunc(s.ForeignServers, func(f snapshot.ForeignServer) bool { return f.Name == server })
	if i < 0 || !s.plannable(&s.ForeignServers[i]) {
		return ""
	}
	var out []string
	for _, o := range options {
		if name, value, _ := strings.Cut(o, "="); slices.Contains(costing, name) {
			out = append(out, name+" "+pg.QuoteLiteral(value))
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " options (" + strings.Join(out, ", ") + ")"
}

// unless runs a statement if a query finds nothing.
func unless(query, statement string) string {
	return "do " + pg.QuoteLiteral("begin if not exists ("+query+") then "+statement+"; end if; end")
}
