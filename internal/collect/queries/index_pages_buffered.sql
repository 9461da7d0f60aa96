-- one row is the metapage of a GIN index as it is in memory, through
-- pageinspect: each insertion changes it, and disk lags behind. The arguments
-- have the function's own types, so that no other of its name is taken
select c.oid, m.amname as access_method,
  pg_catalog.encode(pg_catalog.substr({schema}.get_raw_page(c.oid::pg_catalog.regclass::pg_catalog.text, 0::pg_catalog.int8), 1, 128), 'hex') as raw -- 14+
  pg_catalog.encode(pg_catalog.substr({schema}.get_raw_page(c.oid::pg_catalog.regclass::pg_catalog.text, 0::pg_catalog.int4), 1, 128), 'hex') as raw -- <14
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_am m on m.oid = c.relam
join pg_catalog.pg_index i on i.indexrelid = c.oid
where c.relkind = 'i' and m.amname = 'gin' and c.relpersistence <> 't' and n.nspname <> 'pg_catalog'
  and i.indrelid <> all ($1::pg_catalog.oid[])
