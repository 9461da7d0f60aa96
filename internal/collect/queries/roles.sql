-- one row is a role
select r.oid, r.rolname as name, r.rolsuper as superuser, r.rolinherit as inherit, r.rolcreaterole as create_role,
  r.rolcreatedb as create_db, r.rolcanlogin as login, r.rolreplication as replication, r.rolbypassrls as bypass_rls,
  r.rolconnlimit as conn_limit, r.rolvaliduntil as valid_until, r.rolconfig as config
from pg_catalog.pg_roles r
order by r.oid
