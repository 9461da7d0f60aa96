-- one row is a database's counters; datid 0 is for shared objects
select d.*
from pg_catalog.pg_stat_database d
order by d.datid
