-- one row is a schema outside the system's
select n.oid, n.nspname as name, pg_catalog.pg_get_userbyid(n.nspowner) as owner, n.nspacl as acl
from pg_catalog.pg_namespace n
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
order by n.oid
