-- one row is a function outside the system's; the definition of one with an SQL
-- body opens the relations it names, so those that name a locked one go without
select p.oid, n.nspname as schema, p.proname as name, p.prokind as kind,
  pg_catalog.pg_get_function_identity_arguments(p.oid) as arguments,
  case when p.pronargdefaults > 0 and not s.held then pg_catalog.pg_get_function_arguments(p.oid) end as declared_arguments,
  pg_catalog.pg_get_function_result(p.oid) as result,
  l.lanname as language, pg_catalog.pg_get_userbyid(p.proowner) as owner, p.provolatile as volatility, p.proparallel as parallel,
  p.prosecdef as security_definer, p.proleakproof as leakproof, p.proisstrict as strict, p.proretset as returns_set,
  p.procost as cost, p.prorows as rows, p.proconfig as config, p.proacl as acl,
  s.held,
  case when p.prokind <> 'a' and x.objid is null and not s.held then pg_catalog.pg_get_functiondef(p.oid) end as definition
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
join pg_catalog.pg_language l on l.oid = p.prolang
left join pg_catalog.pg_depend x on x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = p.oid and x.deptype = 'e'
cross join lateral (select exists (
  select from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = any ($1::pg_catalog.oid[])) as held) s
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_temp'
order by p.oid
