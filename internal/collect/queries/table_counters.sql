-- one row is a table, its TOAST table or a materialized view: its counters and its blocks
select s.*,
  b.heap_blks_read, b.heap_blks_hit, b.idx_blks_read, b.idx_blks_hit, b.toast_blks_read, b.toast_blks_hit
from pg_catalog.pg_stat_all_tables s
left join pg_catalog.pg_statio_all_tables b on b.relid = s.relid
where s.schemaname <> 'information_schema'
