package collect_test

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// as puts another role into a connection URL of pgtest.
func as(target, role string) string { return strings.Replace(target, "postgres@", role+"@", 1) }

// unseen says of each area what NotSeen says: all or some, and the grant.
func unseen(c *snapshot.Catalog) map[snapshot.Area]string {
	out := map[snapshot.Area]string{}
	for _, n := range c.NotSeen {
		if n.Why == "" {
			out[n.Area] = "NO REASON "
		}
		part := "all: "
		if n.Partial {
			part = "some: "
		}
		out[n.Area] += part + n.Grant
	}
	return out
}

// TestPrivileges collects as four roles. Each fact that a role cannot see must
// be named with the grant that would show it, and no other.
func TestPrivileges(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		server := pgtest.Own(t, major, map[string]string{"wal_level": "logical", "autovacuum": "off"})
		target := server.ConnString("postgres")
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, shopSQL, `
			create role nobody login;
			create role monitor login; grant pg_monitor to monitor;
			create role planner login; grant pg_monitor to planner;
			grant select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data to planner;
			create role reader login; grant usage on schema shop to reader;
			grant select on shop.orders, shop.customer, shop.loose to reader;
			create subscription incoming connection 'host=db.example.org password=hunter2' publication p with (connect = false);
		`)
		readAll := func(role string) string {
			grant := "grant select on all sequences in schema … to " + role
			if major >= 14 {
				grant = "grant pg_read_all_data to " + role + "; or, schema by schema: " + grant
			}
			return grant
		}
		statistics := func(role string) string {
			grant := "grant select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data to " + role
			if major >= 14 {
				grant += "; or, to read all data as well: grant pg_read_all_data to " + role
			}
			return grant
		}
		always := func(role string) map[snapshot.Area]string {
			return map[snapshot.Area]string{
				"hba_rules":             "all: grant select on pg_catalog.pg_hba_file_rules to " + role + "; grant execute on function pg_catalog.pg_hba_file_rules() to " + role,
				"file_settings":         "all: grant select on pg_catalog.pg_file_settings to " + role + "; grant execute on function pg_catalog.pg_show_all_file_settings() to " + role,
				"passwords":             "all: a superuser; or: grant select on pg_catalog.pg_authid to " + role + " -- this shows it the password hashes",
				"subscription_conninfo": "all: grant select (subconninfo) on pg_catalog.pg_subscription to " + role + " -- this shows it the connection strings",
				"user_mappings":         "some: a superuser, or the owner of the foreign server",
				"sequence_values":       "all: " + readAll(role),
			}
		}
		// the default privileges of shop let everybody read the foreign table
		for role, more := range map[string]map[snapshot.Area]string{
			"nobody": {
				"settings":            "some: grant pg_read_all_settings to nobody",
				"sessions":            "some: grant pg_monitor to nobody",
				"statements":          "some: grant pg_monitor to nobody",
				"column_statistics":   "some: " + statistics("nobody"),
				"extended_statistics": "some: grant select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data to nobody",
			},
			"monitor": {
				"column_statistics":   "some: " + statistics("monitor"),
				"extended_statistics": "some: grant select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data to monitor",
			},
			"planner": {},
			"reader": {
				"settings":            "some: grant pg_read_all_settings to reader",
				"sessions":            "some: grant pg_monitor to reader",
				"statements":          "some: grant pg_monitor to reader",
				"column_statistics":   "some: " + statistics("reader"),
				"extended_statistics": "some: grant select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data to reader",
				"sequence_values":     "some: " + readAll("reader"),
			},
		} {
			want := always(role)
			for area, text := range more {
				want[area] = text
			}
			if role == "reader" && major < 14 {
				delete(want, "extended_statistics") // pg_stats_ext of 13 goes by the columns' privileges
			}
			c := take(t, as(target, role))
			same(t, role, unseen(c), want)
			same(t, "superuser", c.Server.Superuser, false)
			same(t, "monitor", c.Server.MonitorMember, role == "monitor" || role == "planner")
		}
	})
}

// TestViewStatistics compares what pg_stats shows with what pg_statistic holds.
func TestViewStatistics(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		server := pgtest.Own(t, major, nil)
		target := server.ConnString("postgres")
		pgtest.Exec(t, pgtest.Conn(t, target), shopSQL, `
			create role reader login; grant usage on schema shop to reader;
			grant select on all tables in schema shop to reader; alter table shop.customer disable row level security;
		`)
		whole, view := take(t, target), take(t, as(target, "reader"))
		for i := range view.ColumnStatistics {
			got := view.ColumnStatistics[i]
			r := view.Relation(got.TableOID)
			if r == nil || r.Schema != "shop" {
				continue
			}
			want := *statsOf(t, whole, got.TableOID, got.Attnum, got.Inherited)
			want.Slots = nil
			for _, s := range statsOf(t, whole, got.TableOID, got.Attnum, got.Inherited).Slots {
				if major < 17 && s.Kind >= snapshot.SlotRangeLength {
					continue // pg_stats shows these from 17 on
				}
				s.Operator, s.Collation = "", ""
				want.Slots = append(want.Slots, s)
			}
			sortSlots(want.Slots)
			sortSlots(got.Slots)
			same(t, r.Name+"."+r.Column(got.Attnum).Name, got, want)
		}
		values, _ := statsOf(t, view, relation(t, view, "customer").OID, 3, false).MCV()
		same(t, "most common values", len(values), 7)
	})
}
