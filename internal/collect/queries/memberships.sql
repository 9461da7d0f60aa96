-- one row is a role's membership in another
select r.rolname as role, m.rolname as member,
  not pg_catalog.bool_or(a.inherit_option) as not_inherited, -- 16+
  pg_catalog.bool_or(a.admin_option) as admin
from pg_catalog.pg_auth_members a
join pg_catalog.pg_roles r on r.oid = a.roleid
join pg_catalog.pg_roles m on m.oid = a.member
group by 1, 2
order by 1, 2
