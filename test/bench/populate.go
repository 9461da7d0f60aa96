package main

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// populate makes the tables, in batches of their own transactions so that no
// lock table overflows, gives each a few rows, and analyzes them. Every second
// foreign key has no index.
func populate(ctx context.Context, dsn string, tables int) error {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	for _, sql := range []string{
		"create extension pg_stat_statements",
		"set synchronous_commit = off",
		fmt.Sprintf(makeTables, tables),
		"analyze",
		"checkpoint",
	} {
		if _, err := c.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("%w in %.60s", err, sql)
		}
	}
	return nil
}

const makeTables = `
do $$
begin
	for i in 1..%d loop
		execute format($t$
			create table t%%1$s (
				id bigint generated always as identity primary key,
				parent_id bigint %%3$s,
				name text not null, status text, amount numeric, created_at timestamptz not null default now(),
				a integer, b integer, c text, d text, e boolean, f jsonb)$t$,
			i, i - 1, case when i > 1 then format('references t%%s (id)', i - 1) else '' end);
		execute format('create index on t%%s (%%s)', i, case when i %% 2 = 0 then 'parent_id' else 'name' end);
		execute format('insert into t%%s (name, status) select g::text, ''new'' from generate_series(1, 20) g', i);
		if i %% 200 = 0 then
			commit;
		end if;
	end loop;
end $$`
