-- one row: pg_stat_statements as installed in this database; its views' schema quoted for use in SQL
select e.extversion as version, n.nspname as schema, pg_catalog.quote_ident(n.nspname) as quoted_schema,
  exists (select from pg_catalog.pg_class c where c.relnamespace = e.extnamespace and c.relname = 'pg_stat_statements_info') as has_info,
  exists (select from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    where c.relnamespace = e.extnamespace and c.relname = 'pg_stat_statements' and a.attname = 'toplevel') as has_toplevel
from pg_catalog.pg_extension e
join pg_catalog.pg_namespace n on n.oid = e.extnamespace
where e.extname = 'pg_stat_statements'
