-- one row is a trigger, those of foreign keys included
select t.oid, t.tgname as name, t.tgrelid as table_oid,
  pg_catalog.jsonb_build_object('schema', fn.nspname, 'name', f.proname) as function,
  t.tgenabled as enabled, t.tgisinternal as internal, t.tgconstraint as constraint_oid, t.tgparentid as parent_oid,
  t.tgtype as type, t.tgattr::pg_catalog.int2[] as columns,
  case when not t.tgisinternal and t.tgrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_triggerdef(t.oid) end as definition
from pg_catalog.pg_trigger t
join pg_catalog.pg_proc f on f.oid = t.tgfoid
join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
