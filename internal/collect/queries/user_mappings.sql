-- one row is a user mapping with the names of its options, where we may see them
select m.srvname as server, m.usename as user,
  array(select pg_catalog.split_part(o.pair, '=', 1) from pg_catalog.unnest(m.umoptions) o(pair)) as option_names,
  m.umoptions is null as hidden
from pg_catalog.pg_user_mappings m
order by 1, 2
