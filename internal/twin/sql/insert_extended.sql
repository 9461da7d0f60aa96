-- the data of one statistics object. The rows of statistic_rows are those of its
-- expressions; one of zeros stands for an expression that has none
insert into pgadept_build.statistic_ext_data
values ($1::oid, {inherit}$2::bytea::pg_ndistinct, $3::bytea::pg_dependencies, $4::bytea::pg_mcv_list{expressions})
