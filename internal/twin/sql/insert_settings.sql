-- settings of all sessions, of this database, of a role, or of a role in it;
-- of a role that was not rebuilt none
insert into pg_db_role_setting (setdatabase, setrole, setconfig)
select case when $1::bool then d.oid else 0 end, coalesce(r.oid, 0), $3::text[]
from pg_database d
left join pg_roles r on r.rolname = $2::text
where d.datname = current_database() and ($2::text = '' or r.oid is not null)
