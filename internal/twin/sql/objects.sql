-- one row is a relation or index that was rebuilt
select n.nspname, c.relname, c.oid, c.relkind::pg_catalog.text, coalesce(pg_catalog.pg_relation_filepath(c.oid), '')
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.oid >= 16384 and c.relkind in ('r', 'p', 'm', 'f', 'v', 'i', 'I') and n.nspname !~ '^pg_toast'
