-- one row is a collation with its names, bare and as regcollation prints it
select c.oid, n.nspname as schema, c.collname as name, c.oid::pg_catalog.regcollation as text
from pg_catalog.pg_collation c
join pg_catalog.pg_namespace n on n.oid = c.collnamespace
