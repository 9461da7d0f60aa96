-- one row is a GIN index with its pending list's length, through pgstattuple,
-- which reads the metapage alone
select c.oid, m.amname as access_method, g.pending_pages
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_am m on m.oid = c.relam
join pg_catalog.pg_index i on i.indexrelid = c.oid
cross join lateral {schema}.pgstatginindex(c.oid::pg_catalog.regclass) g
where c.relkind = 'i' and m.amname = 'gin' and c.relpersistence <> 't' and n.nspname <> 'pg_catalog'
  and i.indrelid <> all ($1::pg_catalog.oid[])
