-- one row is an index of a relation of relations.sql other than TOAST tables
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, i.indrelid as table_oid, m.amname as access_method,
  i.indisunique as unique, i.indisprimary as primary, i.indisexclusion as exclusion, i.indimmediate as immediate,
  i.indnullsnotdistinct as nulls_not_distinct, -- 15+
  i.indisvalid as valid, i.indisready as ready, i.indislive as live, i.indisclustered as clustered,
  i.indisreplident as replica_identity, i.indcheckxmin as check_xmin,
  i.indnkeyatts as key_count, i.indkey::pg_catalog.int2[] as key_columns, i.indclass::pg_catalog.oid[] as key_classes,
  i.indcollation::pg_catalog.oid[] as key_collations, i.indoption::pg_catalog.int2[] as key_options,
  c.reloptions as options, t.spcname as tablespace, c.relpages, c.reltuples,
  h.inhparent as parent_oid, k.oid as constraint_oid, n.nspname = 'pg_catalog' as system
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_am m on m.oid = c.relam
left join pg_catalog.pg_tablespace t on t.oid = c.reltablespace
left join pg_catalog.pg_inherits h on h.inhrelid = c.oid
left join pg_catalog.pg_constraint k on k.conindid = c.oid and k.contype in ('p', 'u', 'x')
where n.nspname <> 'information_schema' and n.nspname !~ '^pg_toast'
