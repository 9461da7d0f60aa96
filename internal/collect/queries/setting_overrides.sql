-- one row is one name=value set for a database, a role, or a role in a database
select d.datname as database, r.rolname as role,
  pg_catalog.split_part(v.pair, '=', 1) as name,
  pg_catalog.substr(v.pair, pg_catalog.strpos(v.pair, '=') + 1) as value
from pg_catalog.pg_db_role_setting s
cross join lateral pg_catalog.unnest(s.setconfig) v(pair)
left join pg_catalog.pg_database d on d.oid = s.setdatabase
left join pg_catalog.pg_roles r on r.oid = s.setrole
order by 1, 2, 3
