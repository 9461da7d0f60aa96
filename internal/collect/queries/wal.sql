-- one row: the WAL written
select w.*
from pg_catalog.pg_stat_wal w
