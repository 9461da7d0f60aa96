-- one row: how many entries there are, in all and of other databases
select pg_catalog.count(*) as entries,
  pg_catalog.count(*) filter (where s.dbid <> (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())) as other_databases
from {schema}.pg_stat_statements(false) s
