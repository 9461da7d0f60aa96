-- one row is a column of a relation of relations.sql other than TOAST tables,
-- dropped ones included, or of an index where it has options of its operator class.
-- A default names no column: printed without its relation,
-- which would have to be opened
select a.attrelid as relation, a.attnum, a.attname as name,
  case when not a.attisdropped then pg_catalog.format_type(a.atttypid, a.atttypmod) end as type,
  a.atttypid as type_oid, a.atttypmod as typmod, a.attlen as len, a.attalign as align, a.attndims as ndims,
  a.attnotnull as not_null, a.atthasdef as has_default,
  case when a.attgenerated = '' then pg_catalog.pg_get_expr(d.adbin, 0)
    when a.attrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(d.adbin, d.adrelid) end as default,
  a.attidentity as identity, a.attgenerated as generated, a.attstorage as storage,
  a.attcompression as compression, -- 14+
  a.attcollation as collation_oid, coalesce(a.attstattarget, -1) as stat_target, a.attisdropped as dropped,
  a.attinhcount > 0 as inherited, a.attislocal as local, a.attoptions as options, a.attacl as acl, a.attfdwoptions as foreign_options
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and (
  c.relkind in ('r', 'p', 'v', 'm', 'f', 'c') and n.nspname <> 'information_schema' and (n.nspname <> 'pg_catalog' or c.relkind = 'r')
  or c.relkind in ('i', 'I') and a.attoptions is not null)
