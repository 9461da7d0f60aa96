-- one row is a rewrite rule other than a view's own
select r.oid, r.rulename as name, r.ev_class as table_oid, r.ev_type as event, r.is_instead as instead, r.ev_enabled as enabled,
  s.held, case when not s.held then pg_catalog.pg_get_ruledef(r.oid) end as definition
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (select exists (
  select from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = any ($1::pg_catalog.oid[])) as held) s
where r.ev_type <> '1' and n.nspname not in ('pg_catalog', 'information_schema')
order by r.oid
