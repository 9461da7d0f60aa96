-- Views of the keeper let another role write these catalogs, while what that
-- role's statements evaluate runs with its own rights.
set allow_system_table_mods = on;
create schema pgadept_build;
create view pgadept_build.statistic as select * from pg_statistic;
create view pgadept_build.statistic_ext_data as select * from pg_statistic_ext_data;
-- The planner counts on as many numbers as a kind has, and reads them unseen: a
-- slot with others is empty. value_count is how many there are.
create function pgadept_build.kind(kind int2, numbers real[], value_count int) returns int2 language sql immutable as $$
  select case kind
    when 1 then case when cardinality(numbers) = value_count then kind else 0 end
    when 3 then case when cardinality(numbers) = 1 then kind else 0 end
    when 5 then case when cardinality(numbers) > 2 then kind else 0 end
    when 6 then case when cardinality(numbers) = 1 then kind else 0 end
    else kind
  end::int2
$$;
grant usage on schema pgadept_build to pgadept_twin;
grant select, insert, delete on all tables in schema pgadept_build to pgadept_twin;
