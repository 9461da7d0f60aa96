-- one row is a foreign server
select s.srvname as name, w.fdwname as wrapper, pg_catalog.pg_get_userbyid(s.srvowner) as owner, s.srvoptions as options,
  s.srvtype as type, s.srvversion as version
from pg_catalog.pg_foreign_server s
join pg_catalog.pg_foreign_data_wrapper w on w.oid = s.srvfdw
order by s.oid
