-- one row is the data of a statistics object, for the table alone or with its children
select d.stxoid as oid,
  d.stxdinherit as inherit, -- 15+
  d.stxdndistinct as ndistinct, d.stxddependencies as dependencies,
  pg_catalog.encode(d.stxdndistinct::pg_catalog.bytea, 'hex') as ndistinct_raw,
  pg_catalog.encode(d.stxddependencies::pg_catalog.bytea, 'hex') as dependencies_raw,
  pg_catalog.encode(d.stxdmcv::pg_catalog.bytea, 'hex') as mcv_raw
from pg_catalog.pg_statistic_ext_data d
