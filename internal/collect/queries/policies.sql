-- one row is a row security policy; role 0 is everybody
select p.oid, p.polname as name, p.polrelid as table_oid, p.polcmd as command, p.polpermissive as permissive,
  array(select case u.oid when 0 then 'public' else pg_catalog.pg_get_userbyid(u.oid)::pg_catalog.text end
    from pg_catalog.unnest(p.polroles) u(oid)) as roles,
  case when p.polrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(p.polqual, p.polrelid) end as using,
  case when p.polrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) end as with_check
from pg_catalog.pg_policy p
order by p.oid
