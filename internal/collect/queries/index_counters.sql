-- one row is an index other than of TOAST tables: its counters and its blocks
select s.*, b.idx_blks_read, b.idx_blks_hit
from pg_catalog.pg_stat_all_indexes s
left join pg_catalog.pg_statio_all_indexes b on b.indexrelid = s.indexrelid
where s.schemaname <> 'information_schema' and s.schemaname !~ '^pg_toast'
