-- one row is a sequence's last value. It is selected from the sequence itself,
-- under ACCESS SHARE: pg_sequence_last_value() would take ROW EXCLUSIVE. The
-- locks stay until the savepoint is rolled back, so they are read in slices
select v.oid,
  pg_catalog.substring(v.row, '<last_value>(-?[0-9]+)<') as last_value,
  pg_catalog.substring(v.row, '<is_called>(true|false)<') as called
from (
  select c.oid, pg_catalog.query_to_xml(pg_catalog.format('select last_value, is_called from %I.%I', n.nspname, c.relname),
    false, true, '')::pg_catalog.text as row
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid = any ($1::pg_catalog.oid[])
) v
