-- one row is an index whose expressions call what neither the server nor an
-- extension has brought: to evaluate them would run somebody's code as us
select distinct d.objid as oid
from pg_catalog.pg_depend d
where d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = any ($1::pg_catalog.oid[])
  and d.refclassid in ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass, 'pg_catalog.pg_type'::pg_catalog.regclass)
  and not exists (
    select from pg_catalog.pg_depend e
    where e.classid = d.refclassid and e.objid = d.refobjid and e.deptype = 'e')
