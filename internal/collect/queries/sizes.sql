-- one row is the measured main file of a relation or index, the largest first;
-- one that was never analyzed is as large as its rows let suppose
select b.oid, pg_catalog.pg_relation_size(b.oid) as bytes
from (
  select c.oid
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'm', 'i', 't') and n.nspname <> 'information_schema'
    and c.oid <> all ($1::pg_catalog.oid[])
  order by greatest(c.relpages, pg_catalog.pg_stat_get_live_tuples(c.oid) / 100) desc, c.oid desc
  limit $2::pg_catalog.int4
) b
