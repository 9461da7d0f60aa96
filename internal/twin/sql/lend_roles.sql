-- one row is the statement that lends a role of production's
select format('grant %I to %I', r.rolname, $1::name)
from pg_roles r
where r.oid >= 16384 and not r.rolsuper and r.rolname <> $1::name and not pg_has_role($1::name, r.oid, 'member')
