-- one row is an SLRU cache
select s.*
from pg_catalog.pg_stat_slru s
