-- Views of the keeper let another role write these catalogs, while what that
-- role's statements evaluate runs with its own rights.
set allow_system_table_mods = on;
create schema pgadept_build;
create view pgadept_build.statistic as select * from pg_statistic;
create view pgadept_build.statistic_ext_data as select * from pg_statistic_ext_data;
grant usage on schema pgadept_build to pgadept_twin;
grant select, insert, delete on all tables in schema pgadept_build to pgadept_twin;
