-- one row is a collation that is user-made, or one of those given (which columns
-- and indexes use), or recorded under another version than the library has
with c as (
  select c.*, case when c.collversion is not null then pg_catalog.pg_collation_actual_version(c.oid) end as actual
  from pg_catalog.pg_collation c
)
select c.oid, n.nspname as schema, c.collname as name, c.collprovider as provider, c.collisdeterministic as deterministic,
  c.collencoding as encoding, c.collcollate as collate, c.collctype as ctype,
  c.colliculocale as locale, -- 15+ <17
  c.colllocale as locale, -- 17+
  case when c.collprovider = 'i' then c.collcollate end as locale, -- <15
  c.collicurules as rules, -- 16+
  c.collversion as version, c.actual as actual_version
from c
join pg_catalog.pg_namespace n on n.oid = c.collnamespace
where n.nspname <> 'pg_catalog' or c.oid = any ($1::pg_catalog.oid[]) or c.collversion <> c.actual
order by c.oid
