-- one row is a table, TOAST table or materialized view with its counters: what
-- pg_stat_all_tables and pg_statio_all_tables show, at a third of their cost
select c.oid as relid,
  pg_catalog.pg_stat_get_numscans(c.oid) as seq_scan,
  pg_catalog.pg_stat_get_lastscan(c.oid) as last_seq_scan, -- 16+
  pg_catalog.pg_stat_get_tuples_returned(c.oid) as seq_tup_read,
  coalesce(x.scans, 0) as idx_scan,
  x.last as last_idx_scan, -- 16+
  coalesce(x.fetched, 0) + pg_catalog.pg_stat_get_tuples_fetched(c.oid) as idx_tup_fetch,
  pg_catalog.pg_stat_get_tuples_inserted(c.oid) as n_tup_ins,
  pg_catalog.pg_stat_get_tuples_updated(c.oid) as n_tup_upd,
  pg_catalog.pg_stat_get_tuples_deleted(c.oid) as n_tup_del,
  pg_catalog.pg_stat_get_tuples_hot_updated(c.oid) as n_tup_hot_upd,
  pg_catalog.pg_stat_get_tuples_newpage_updated(c.oid) as n_tup_newpage_upd, -- 16+
  pg_catalog.pg_stat_get_live_tuples(c.oid) as n_live_tup,
  pg_catalog.pg_stat_get_dead_tuples(c.oid) as n_dead_tup,
  pg_catalog.pg_stat_get_mod_since_analyze(c.oid) as n_mod_since_analyze,
  pg_catalog.pg_stat_get_ins_since_vacuum(c.oid) as n_ins_since_vacuum,
  pg_catalog.pg_stat_get_last_vacuum_time(c.oid) as last_vacuum,
  pg_catalog.pg_stat_get_last_autovacuum_time(c.oid) as last_autovacuum,
  pg_catalog.pg_stat_get_last_analyze_time(c.oid) as last_analyze,
  pg_catalog.pg_stat_get_last_autoanalyze_time(c.oid) as last_autoanalyze,
  pg_catalog.pg_stat_get_vacuum_count(c.oid) as vacuum_count,
  pg_catalog.pg_stat_get_autovacuum_count(c.oid) as autovacuum_count,
  pg_catalog.pg_stat_get_analyze_count(c.oid) as analyze_count,
  pg_catalog.pg_stat_get_autoanalyze_count(c.oid) as autoanalyze_count,
  pg_catalog.pg_stat_get_total_vacuum_time(c.oid) as total_vacuum_time, -- 18+
  pg_catalog.pg_stat_get_total_autovacuum_time(c.oid) as total_autovacuum_time, -- 18+
  pg_catalog.pg_stat_get_blocks_fetched(c.oid) - pg_catalog.pg_stat_get_blocks_hit(c.oid) as heap_blks_read,
  pg_catalog.pg_stat_get_blocks_hit(c.oid) as heap_blks_hit,
  coalesce(x.read, 0) as idx_blks_read, coalesce(x.hit, 0) as idx_blks_hit
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join (
  select i.indrelid, pg_catalog.sum(pg_catalog.pg_stat_get_numscans(i.indexrelid)) as scans,
    pg_catalog.max(pg_catalog.pg_stat_get_lastscan(i.indexrelid)) as last, -- 16+
    pg_catalog.sum(pg_catalog.pg_stat_get_tuples_fetched(i.indexrelid)) as fetched,
    pg_catalog.sum(pg_catalog.pg_stat_get_blocks_fetched(i.indexrelid) - pg_catalog.pg_stat_get_blocks_hit(i.indexrelid)) as read,
    pg_catalog.sum(pg_catalog.pg_stat_get_blocks_hit(i.indexrelid)) as hit
  from pg_catalog.pg_index i group by 1
) x on x.indrelid = c.oid
where c.relkind in ('r', 't', 'm') and n.nspname <> 'information_schema'
