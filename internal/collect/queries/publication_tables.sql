-- one row is a table of a publication, however it came in
select p.pubname as publication, t.relid as table_oid,
  r.prattrs::pg_catalog.int2[] as columns, -- 15+
  case when r.prrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(r.prqual, r.prrelid) end as row_filter, -- 15+
  pg_catalog.cardinality($1::pg_catalog.oid[]) as held
from pg_catalog.pg_publication p
cross join lateral pg_catalog.pg_get_publication_tables(p.pubname) t
left join pg_catalog.pg_publication_rel r on r.prpubid = p.oid and r.prrelid = t.relid
order by 1, 2
