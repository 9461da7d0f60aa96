-- one row is what pg_stats_ext shows us of the data of a statistics object
select e.oid,
  s.inherited as inherit, -- 15+
  s.n_distinct as ndistinct, s.dependencies
from pg_catalog.pg_stats_ext s
join pg_catalog.pg_namespace n on n.nspname = s.statistics_schemaname
join pg_catalog.pg_statistic_ext e on e.stxnamespace = n.oid and e.stxname = s.statistics_name
