-- one row is a view or materialized view with its query; to print one, the server
-- opens and keeps locked all it names, so they are read in slices
select c.oid, pg_catalog.pg_get_viewdef(c.oid) as definition
from pg_catalog.pg_class c
where c.oid = any ($1::pg_catalog.oid[])
