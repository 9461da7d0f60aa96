-- one row is all that the databases of a server share
select pg_catalog.jsonb_build_object(
  'databases', (select pg_catalog.jsonb_agg(pg_catalog.to_jsonb(d) - '{oid,datfrozenxid,datminmxid,datlastsysoid}'::text[] order by d.datname)
                from pg_catalog.pg_database d),
  'roles', (select pg_catalog.jsonb_agg(pg_catalog.to_jsonb(r) - 'oid' order by r.rolname) from pg_catalog.pg_authid r),
  'members', (select pg_catalog.count(*) from pg_catalog.pg_auth_members),
  'overrides', (select pg_catalog.count(*) from pg_catalog.pg_db_role_setting),
  'tablespaces', (select pg_catalog.jsonb_agg(pg_catalog.to_jsonb(s) order by s.spcname) from pg_catalog.pg_tablespace s),
  'slots', (select pg_catalog.count(*) from pg_catalog.pg_replication_slots),
  'origins', (select pg_catalog.count(*) from pg_catalog.pg_replication_origin),
  'subscriptions', (select pg_catalog.count(*) from pg_catalog.pg_subscription),
  'settings', (select pg_catalog.jsonb_object_agg(s.name, pg_catalog.jsonb_build_array(s.setting, s.source, s.sourcefile, s.pending_restart))
               from pg_catalog.pg_settings s where s.source not in ('client', 'session')),
  'files', (select pg_catalog.jsonb_object_agg(f, pg_catalog.md5(pg_catalog.pg_read_file(pg_catalog.current_setting('data_directory') || '/' || f)))
            from pg_catalog.unnest('{postgresql.conf,postgresql.auto.conf,pg_hba.conf,pg_ident.conf}'::text[]) f),
  'relations', (select pg_catalog.count(*) from pg_catalog.pg_class),
  'functions', (select pg_catalog.count(*) from pg_catalog.pg_proc),
  'schemas', (select pg_catalog.jsonb_agg(pg_catalog.to_jsonb(n) order by n.nspname) from pg_catalog.pg_namespace n where n.nspname !~ '^pg_(toast_)?temp_')
)::text
