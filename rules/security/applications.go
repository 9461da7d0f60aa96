package security

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// application is a role that a program connects as.
type application struct {
	role     string
	sessions int
	names    []string // application_name, each once
}

// applications returns the roles with at least so many sessions that are no
// administrator's tool, the busiest first; of one database, or of all with "".
func applications(p *advice.Pass, database string, atLeast int) []application {
	byRole := map[string]*application{}
	for _, s := range p.Clients() {
		if s.UserName == "" || database != "" && s.Database != database || isTool(s.ApplicationName) {
			continue
		}
		a := byRole[s.UserName]
		if a == nil {
			a = &application{role: s.UserName}
			byRole[s.UserName] = a
		}
		a.sessions++
		if s.ApplicationName != "" && !slices.Contains(a.names, s.ApplicationName) {
			a.names = append(a.names, s.ApplicationName)
		}
	}
	var out []application
	for _, a := range byRole {
		if a.sessions >= atLeast {
			slices.Sort(a.names)
			out = append(out, *a)
		}
	}
	slices.SortFunc(out, func(a, b application) int {
		return cmp.Or(cmp.Compare(b.sessions, a.sessions), cmp.Compare(a.role, b.role))
	})
	return out
}

// tools are what people and monitoring connect with, by the beginning of its
// application_name.
var tools = []string{
	"psql", "pgadmin", "pg_dump", "pg_restore", "pg_basebackup", "pg_receivewal", "pgbackrest", "barman", "wal-g",
	"patroni", "repmgr", "pg_auto_failover", "stolon", "cnpg", "pg_cron", "pg_partman", "dbeaver", "datagrip",
	"azure data studio", "postgres_exporter", "postgres-exporter", "pgwatch", "pganalyze", "pgexporter", "datadog", "telegraf", "zabbix",
	"check_", "pgmetrics", "pghero", "dasha", "pgadept", "flyway", "liquibase", "rds", "cloudsql", "azure_", "supabase",
}

func isTool(applicationName string) bool {
	n := strings.ToLower(applicationName)
	return slices.ContainsFunc(tools, func(t string) bool { return strings.HasPrefix(n, t) })
}
