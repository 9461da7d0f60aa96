-- one row is an index other than of TOAST tables with its counters: what
-- pg_stat_all_indexes and pg_statio_all_indexes show
select i.indexrelid,
  pg_catalog.pg_stat_get_numscans(i.indexrelid) as idx_scan,
  pg_catalog.pg_stat_get_lastscan(i.indexrelid) as last_idx_scan, -- 16+
  pg_catalog.pg_stat_get_tuples_returned(i.indexrelid) as idx_tup_read,
  pg_catalog.pg_stat_get_tuples_fetched(i.indexrelid) as idx_tup_fetch,
  pg_catalog.pg_stat_get_blocks_fetched(i.indexrelid) - pg_catalog.pg_stat_get_blocks_hit(i.indexrelid) as idx_blks_read,
  pg_catalog.pg_stat_get_blocks_hit(i.indexrelid) as idx_blks_hit
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'i' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_toast'
