-- one row: the size of the connected database on disk
select pg_catalog.pg_database_size(pg_catalog.current_database()) as bytes
