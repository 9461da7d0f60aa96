-- one row is an installed extension
select e.oid, e.extname as name, n.nspname as schema, pg_catalog.pg_get_userbyid(e.extowner) as owner,
  e.extversion as version, a.default_version, e.extrelocatable as relocatable
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
left join pg_catalog.pg_available_extensions a on a.name = e.extname
order by e.oid
