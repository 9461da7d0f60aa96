package twin

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// planning are the settings that change plans or what EXPLAIN says of them,
// besides those that the server itself files under Query Tuning.
var planning = []string{
	"array_nulls", "bytea_output", "DateStyle", "debug_parallel_query", "default_text_search_config", "effective_io_concurrency",
	"extra_float_digits", "force_parallel_mode", "hash_mem_multiplier", "IntervalStyle", "maintenance_io_concurrency",
	"max_parallel_workers", "max_parallel_workers_per_gather", "parallel_leader_participation", "row_security", "search_path",
	"temp_buffers", "TimeZone", "transform_null_equals", "work_mem", "xmlbinary", "xmloption",
}

// settings gives sessions the parameters that production's sessions have: those
// of its server as defaults for all, then what it sets for databases and roles.
// They are written as the catalog keeps them, so that no text is taken for SQL.
func (b *builder) settings(ctx context.Context) error {
	rows, err := b.super.Query(ctx, "select name from pg_settings where category like 'Query Tuning%' or name = any ($1::text[])", planning)
	if err != nil {
		return err
	}
	known, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	all := b.serverWide(known)
	sets := map[[2]string]map[string]string{{}: all}
	for _, o := range b.twin.snap.SettingOverrides {
		if i := slices.IndexFunc(known, func(k string) bool { return strings.EqualFold(k, o.Name) }); i >= 0 && (o.Database == "" || o.Database == b.twin.snap.Server.Database) {
			of := [2]string{o.Database, o.Role}
			if sets[of] == nil {
				sets[of] = map[string]string{}
			}
			sets[of][known[i]] = o.Value
		}
	}
	b.twin.roleSettings = sets
	for of, set := range sets {
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(set)) {
			pairs = append(pairs, name+"="+set[name])
		}
		if err := b.writeSettings(ctx, of[0] != "", of[1], pairs); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) writeSettings(ctx context.Context, inDatabase bool, role string, pairs []string) error {
	if len(pairs) == 0 {
		return nil
	}
	_, err := b.super.Exec(ctx, query("insert_settings.sql"), inDatabase, b.twin.roleName(role), pairs)
	return err
}

// serverWide are the values that sessions have where neither the database nor
// the role has its own.
func (b *builder) serverWide(known []string) map[string]string {
	values := map[string]string{}
	for i := range b.twin.snap.Settings {
		x := &b.twin.snap.Settings[i]
		if !slices.Contains(known, x.Name) {
			continue
		}
		switch x.Source {
		case "default", "environment variable", "configuration file", "command line", "override", "global":
			if x.ResetVal != x.BootVal || x.Source != "default" {
				values[x.Name] = x.ResetVal
			}
		case "database":
			// among the overrides
		default:
			b.hiddenSetting(x)
		}
	}
	return values
}

// hiddenSetting says that the role that collected has a value of its own, which
// hides the server's.
func (b *builder) hiddenSetting(x *snapshot.Setting) {
	b.miss("setting", pg.Name{Name: x.Name}, "the role that collected has its own value (source "+x.Source+"), which hides the server's; "+x.BootVal+" is assumed")
}

// roleName is the name that production's role has in the twin.
func (t *Twin) roleName(role string) string {
	if name, ok := t.roles[role]; ok {
		return name
	}
	return role
}
