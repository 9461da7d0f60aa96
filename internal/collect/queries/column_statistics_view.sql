-- one row is what pg_stats shows us of a column or an index expression, put into
-- the slots of pg_statistic. Of the system's own tables only the figures
select c.oid as table_oid, a.attnum, s.inherited,
  pg_catalog.format_type(a.atttypid, null) as value_type,
  pg_catalog.format_type(nullif(coalesce(nullif(b.typelem, 0), t.typelem), 0), null) as element_type,
  s.null_frac, s.avg_width, s.n_distinct,
  case when not x.sys and s.most_common_vals is not null then 1 end as kind1, s.most_common_vals as values1, s.most_common_freqs as numbers1,
  case when not x.sys and s.histogram_bounds is not null then 2 end as kind2, s.histogram_bounds as values2,
  case when not x.sys and s.correlation is not null then 3 end as kind3, case when s.correlation is not null then array[s.correlation] end as numbers3,
  case when not x.sys and s.range_bounds_histogram is not null then 7 when not x.sys and s.most_common_elems is not null then 4 end as kind4, -- 17+
  coalesce(s.range_bounds_histogram::pg_catalog.text, s.most_common_elems::pg_catalog.text) as values4, -- 17+
  case when not x.sys and s.range_length_histogram is not null then 6 when not x.sys and s.elem_count_histogram is not null then 5 end as kind5, -- 17+
  s.range_length_histogram as values5, -- 17+
  case when s.range_length_histogram is not null then array[s.range_empty_frac] else s.elem_count_histogram end as numbers5, -- 17+
  case when not x.sys and s.most_common_elems is not null then 4 end as kind4, s.most_common_elems as values4, -- <17
  case when not x.sys and s.elem_count_histogram is not null then 5 end as kind5, s.elem_count_histogram as numbers5, -- <17
  s.most_common_elem_freqs as numbers4
from pg_catalog.pg_stats s
join pg_catalog.pg_namespace n on n.nspname = s.schemaname
join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = s.attname
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_type b on b.oid = t.typbasetype
cross join lateral (select n.nspname in ('pg_catalog', 'information_schema') as sys) x
where s.schemaname <> 'information_schema'
