-- one row is a table of a publication, however it came in; from the catalogs, for
-- pg_get_publication_tables() opens the tables
with recursive named as (
  select r.prpubid as pub, r.prrelid as rel,
    r.prattrs::pg_catalog.int2[] as columns, -- 15+
    case when r.prrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(r.prqual, r.prrelid) end as row_filter, r.prqual is not null as filtered -- 15+
    null::pg_catalog.int2[] as columns, null as row_filter, $1::pg_catalog.oid[] is null as filtered -- <15
  from pg_catalog.pg_publication_rel r
  union all
  select p.oid, c.oid, null, null, false
  from pg_catalog.pg_publication p
  join pg_catalog.pg_class c on c.relpersistence = 'p' and c.oid >= 16384
    and (c.relkind = 'r' and not (c.relispartition and p.pubviaroot) or c.relkind = 'p' and p.pubviaroot and not c.relispartition)
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema') and (p.puballtables
    or exists (select from pg_catalog.pg_publication_namespace s where s.pnpubid = p.oid and s.pnnspid = c.relnamespace) -- 15+
  )
), tree as (
  select n.pub, n.rel, n.columns, n.row_filter, n.filtered from named n
  union
  select t.pub, i.inhrelid, t.columns, t.row_filter, t.filtered
  from tree t
  join pg_catalog.pg_publication p on p.oid = t.pub and not p.pubviaroot
  join pg_catalog.pg_partitioned_table k on k.partrelid = t.rel
  join pg_catalog.pg_inherits i on i.inhparent = t.rel
)
select p.pubname as publication, t.rel as table_oid, t.columns, t.row_filter, t.filtered
from tree t
join pg_catalog.pg_publication p on p.oid = t.pub
join pg_catalog.pg_class c on c.oid = t.rel and (c.relkind <> 'p' or p.pubviaroot)
order by 1, 2
