-- one row is a sequence with the column that owns it
select c.oid, n.nspname as schema, c.relname as name, pg_catalog.pg_get_userbyid(c.relowner) as owner,
  pg_catalog.format_type(s.seqtypid, null) as type, s.seqstart as start, s.seqmin as min, s.seqmax as max,
  s.seqincrement as increment, s.seqcache as cache, s.seqcycle as cycle,
  d.refobjid as table_oid, d.refobjsubid as attnum, d.deptype = 'i' as identity, c.relpersistence as persistence,
  pg_catalog.has_sequence_privilege(c.oid, 'select') as readable, c.relacl as acl
from pg_catalog.pg_sequence s
join pg_catalog.pg_class c on c.oid = s.seqrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = c.oid and d.objsubid = 0
  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
where n.nspname !~ '^pg_temp'
order by c.oid
