-- one row: the archiver
select a.*
from pg_catalog.pg_stat_archiver a
