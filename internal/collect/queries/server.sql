-- one row: the server, the connected database and who we are in it
select
  pg_catalog.current_setting('server_version_num') as version,
  pg_catalog.version() as version_text,
  pg_catalog.clock_timestamp() as collected_at,
  pg_catalog.pg_is_in_recovery() as in_recovery,
  pg_catalog.pg_postmaster_start_time() as started_at,
  d.datname as database,
  d.oid as database_oid,
  pg_catalog.pg_encoding_to_char(d.encoding) as encoding,
  d.datcollate as collate,
  d.datctype as ctype,
  d.datlocprovider as locale_provider, -- 15+
  'c' as locale_provider, -- <15
  pg_catalog.to_jsonb(d)->>'daticulocale' as icu_locale, -- <17
  d.datlocale as icu_locale, -- 17+
  current_user as role,
  pg_catalog.quote_ident(current_user) as quoted_role,
  pg_catalog.current_setting('is_superuser') = 'on' as superuser,
  pg_catalog.pg_has_role(current_user, 'pg_monitor', 'usage') as monitor_member,
  pg_catalog.has_table_privilege('pg_catalog.pg_statistic', 'select') as raw_statistics,
  pg_catalog.has_table_privilege('pg_catalog.pg_statistic_ext_data', 'select') as raw_extended_statistics,
  pg_catalog.current_setting('block_size') as block_size,
  pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot()) as next_xid,
  p.lsn as wal_insert_lsn,
  pg_catalog.pg_wal_lsn_diff(p.lsn, '0/0') as wal_insert_bytes
from pg_catalog.pg_database d
cross join (select case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
  else pg_catalog.pg_current_wal_insert_lsn() end as lsn) p
where d.datname = pg_catalog.current_database()
