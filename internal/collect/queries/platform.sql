-- one row is a sign by which a managed platform is known
select distinct pg_catalog.split_part(s.name, '.', 1) as sign
from pg_catalog.pg_settings s
where pg_catalog.split_part(s.name, '.', 1) in ('rds', 'aurora', 'cloudsql', 'alloydb', 'azure', 'supautils', 'neon')
  or s.name like 'aurora\_%' or s.name like 'apg\_%' or s.name like 'google\_%'
union
select r.rolname from pg_catalog.pg_roles r
where r.rolname in ('rds_superuser', 'cloudsqlsuperuser', 'alloydbsuperuser', 'azure_pg_admin', 'supabase_admin', 'neon_superuser')
union
select p.proname from pg_catalog.pg_proc p
where p.proname = 'aurora_version' and p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace
