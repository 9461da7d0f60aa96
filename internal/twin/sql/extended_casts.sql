-- These types take no text; as bytes they are what the catalog holds.
create cast (bytea as pg_ndistinct) without function;
create cast (bytea as pg_dependencies) without function;
create cast (bytea as pg_mcv_list) without function;
delete from pg_statistic_ext_data
