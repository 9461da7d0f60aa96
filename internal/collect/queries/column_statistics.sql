-- one row is what ANALYZE found of a column or an index expression, as the
-- catalog has it. Of the system's own tables only the figures, not the values
select s.starelid as table_oid, s.staattnum as attnum, s.stainherit as inherited,
  pg_catalog.format_type(a.atttypid, null) as value_type,
  pg_catalog.format_type(nullif(coalesce(nullif(b.typelem, 0), t.typelem), 0), null) as element_type,
  case when x.own_keys then pg_catalog.format_type(nullif(t.typarray, 0), null) end as array_type, x.own_keys,
  s.stanullfrac as null_frac, s.stawidth as avg_width, s.stadistinct as n_distinct,
  case when not x.sys then s.stakind1 end as kind1, s.staop1 as op1, s.stacoll1 as coll1,
  case when not x.sys then s.stakind2 end as kind2, s.staop2 as op2, s.stacoll2 as coll2,
  case when not x.sys then s.stakind3 end as kind3, s.staop3 as op3, s.stacoll3 as coll3,
  case when not x.sys then s.stakind4 end as kind4, s.staop4 as op4, s.stacoll4 as coll4,
  case when not x.sys then s.stakind5 end as kind5, s.staop5 as op5, s.stacoll5 as coll5,
  case when not x.sys then s.stanumbers1 end as numbers1, case when not x.sys then s.stavalues1 end as values1,
  case when not x.sys then s.stanumbers2 end as numbers2, case when not x.sys then s.stavalues2 end as values2,
  case when not x.sys then s.stanumbers3 end as numbers3, case when not x.sys then s.stavalues3 end as values3,
  case when not x.sys then s.stanumbers4 end as numbers4, case when not x.sys then s.stavalues4 end as values4,
  case when not x.sys then s.stanumbers5 end as numbers5, case when not x.sys then s.stavalues5 end as values5
from pg_catalog.pg_statistic s
join pg_catalog.pg_class c on c.oid = s.starelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = s.starelid and a.attnum = s.staattnum
join pg_catalog.pg_type t on t.oid = a.atttypid
left join pg_catalog.pg_type b on b.oid = t.typbasetype
left join pg_catalog.pg_am m on m.oid = c.relam and c.relkind in ('i', 'I')
cross join lateral (select n.nspname in ('pg_catalog', 'information_schema') as sys,
  m.amname is not null and m.amname not in ('btree', 'hash') as own_keys) x
where n.nspname <> 'information_schema'
