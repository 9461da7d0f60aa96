-- one row: since when the extension counts and how many entries it gave up
select i.dealloc, i.stats_reset
from {schema}.pg_stat_statements_info i
