-- one row is a statistics object with the types of its columns
select n.nspname, s.stxname, s.oid, array(
  select a.atttypid from unnest(s.stxkeys::int2[]) with ordinality k(attnum, n)
  join pg_attribute a on a.attrelid = s.stxrelid and a.attnum = k.attnum order by k.n)
from pg_statistic_ext s
join pg_namespace n on n.oid = s.stxnamespace
