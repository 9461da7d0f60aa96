-- one row is a column whose statistics were not taken whole
select distinct s.rel, s.att
from statistic_rows s
join pgadept_build.statistic x on x.starelid = s.rel and x.staattnum = s.att and x.stainherit = s.inh
where (s.kind1, s.kind2, s.kind3, s.kind4, s.kind5) is distinct from (x.stakind1, x.stakind2, x.stakind3, x.stakind4, x.stakind5)
