-- one row is what ANALYZE found of one expression of a statistics object
select d.stxoid as oid,
  d.stxdinherit as inherit, -- 15+
  s.stanullfrac as null_frac, s.stawidth as avg_width, s.stadistinct as n_distinct,
  s.stakind1 as kind1, s.staop1 as op1, s.stacoll1 as coll1, s.stanumbers1 as numbers1, s.stavalues1 as values1,
  s.stakind2 as kind2, s.staop2 as op2, s.stacoll2 as coll2, s.stanumbers2 as numbers2, s.stavalues2 as values2,
  s.stakind3 as kind3, s.staop3 as op3, s.stacoll3 as coll3, s.stanumbers3 as numbers3, s.stavalues3 as values3,
  s.stakind4 as kind4, s.staop4 as op4, s.stacoll4 as coll4, s.stanumbers4 as numbers4, s.stavalues4 as values4,
  s.stakind5 as kind5, s.staop5 as op5, s.stacoll5 as coll5, s.stanumbers5 as numbers5, s.stavalues5 as values5
from pg_catalog.pg_statistic_ext_data d
cross join lateral pg_catalog.unnest(d.stxdexpr) with ordinality s
order by d.stxoid, s.ordinality
