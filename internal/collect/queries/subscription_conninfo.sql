-- one row is a subscription and whether its connection string holds a password; the string does not leave the server
select s.subname as name, s.subconninfo ~* '(^|[[:space:]?&])password[[:space:]]*=|://[^/@:]*:[^/@]+@' as conninfo_has_password
from pg_catalog.pg_subscription s
where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
