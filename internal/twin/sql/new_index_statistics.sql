-- one row is a slot of a row of pg_statistic, or a row without any; types are
-- those below all domains
with recursive base (typ, base) as (
  select oid, oid from pg_type
  union all
  select b.typ, t.typbasetype from base b join pg_type t on t.oid = b.base where t.typtype = 'd'
)
select s.staattnum, s.stanullfrac::float8, s.stawidth, s.stadistinct::float8, coalesce(v.kind, 0),
  case when v.op <> 0 then v.op::regoperator::text else '' end, case when v.coll <> 0 then v.coll::regcollation::text else '' end,
  v.numbers, coalesce(v.vals, ''),
  coalesce(case when v.vals is null then '' when v.kind = 6 then 'double precision' when v.kind <> 4 then format_type(t.oid, null)
    when t.oid = 'tsvector'::regtype then 'text' else format_type(nullif(t.typelem, 0), null) end, '')
from pg_statistic s
join pg_attribute a on a.attrelid = s.starelid and a.attnum = s.staattnum
join base b on b.typ = a.atttypid
join pg_type t on t.oid = b.base and t.typtype <> 'd'
left join lateral (values
  (1, s.stakind1, s.staop1, s.stacoll1, s.stanumbers1, s.stavalues1::text),
  (2, s.stakind2, s.staop2, s.stacoll2, s.stanumbers2, s.stavalues2::text),
  (3, s.stakind3, s.staop3, s.stacoll3, s.stanumbers3, s.stavalues3::text),
  (4, s.stakind4, s.staop4, s.stacoll4, s.stanumbers4, s.stavalues4::text),
  (5, s.stakind5, s.staop5, s.stacoll5, s.stanumbers5, s.stavalues5::text)) v(n, kind, op, coll, numbers, vals) on v.kind <> 0
where s.starelid = $1::oid and not s.stainherit
order by s.staattnum, v.n
