-- one row is what pg_stats_ext_exprs shows us of one expression of a statistics object
select e.oid,
  s.inherited as inherit, -- 15+
  s.null_frac, s.avg_width, s.n_distinct,
  case when s.most_common_vals is not null then 1 end as kind1, s.most_common_vals as values1, s.most_common_freqs as numbers1,
  case when s.histogram_bounds is not null then 2 end as kind2, s.histogram_bounds as values2,
  case when s.correlation is not null then 3 end as kind3, case when s.correlation is not null then array[s.correlation] end as numbers3,
  case when s.most_common_elems is not null then 4 end as kind4, s.most_common_elems as values4, s.most_common_elem_freqs as numbers4,
  case when s.elem_count_histogram is not null then 5 end as kind5, s.elem_count_histogram as numbers5
from pg_catalog.pg_stats_ext_exprs s
join pg_catalog.pg_namespace n on n.nspname = s.statistics_schemaname
join pg_catalog.pg_statistic_ext e on e.stxnamespace = n.oid and e.stxname = s.statistics_name
