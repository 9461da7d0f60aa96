-- one row is what one kind of backend did to one kind of object in one context
select i.*
from pg_catalog.pg_stat_io i
