-- one row is a relation or a function that a view's query names
select distinct r.ev_class as view,
  case when d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass then d.refobjid end as relation,
  case when d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass then d.refobjid end as function
from pg_catalog.pg_rewrite r
join pg_catalog.pg_class c on c.oid = r.ev_class
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = r.oid
  and d.refclassid in ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass)
where r.ev_type = '1' and n.nspname not in ('pg_catalog', 'information_schema')
  and not (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = r.ev_class)
order by 1, 2, 3
