-- one row is a command that reports its progress, as its view shows it
select 'vacuum' as command, pg_catalog.to_jsonb(v) as details from pg_catalog.pg_stat_progress_vacuum v
union all
select 'create_index', pg_catalog.to_jsonb(v) from pg_catalog.pg_stat_progress_create_index v
union all
select 'analyze', pg_catalog.to_jsonb(v) from pg_catalog.pg_stat_progress_analyze v
union all
select 'copy', pg_catalog.to_jsonb(v) from pg_catalog.pg_stat_progress_copy v -- 14+
union all -- 14+
select 'cluster', pg_catalog.to_jsonb(v) from pg_catalog.pg_stat_progress_cluster v
union all
select 'basebackup', pg_catalog.to_jsonb(v) from pg_catalog.pg_stat_progress_basebackup v
