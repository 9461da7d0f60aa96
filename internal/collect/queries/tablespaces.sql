-- one row is a tablespace
select t.oid, t.spcname as name, t.spcoptions as options
from pg_catalog.pg_tablespace t
order by t.oid
