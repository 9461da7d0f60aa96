-- one row is a replication slot with its decoding statistics
select s.slot_name, s.plugin, s.slot_type, s.database, s.temporary, s.active, s.active_pid,
  pg_catalog.age(s.xmin) as xmin_age, pg_catalog.age(s.catalog_xmin) as catalog_xmin_age,
  s.restart_lsn, s.confirmed_flush_lsn, pg_catalog.pg_wal_lsn_diff(p.lsn, s.restart_lsn) as retained_bytes,
  s.two_phase, -- 14+
  s.conflicting, -- 16+
  s.inactive_since, s.invalidation_reason, s.failover, s.synced, -- 17+
  x.spill_bytes, x.spill_txns, x.total_bytes, x.stats_reset, -- 14+
  s.wal_status, s.safe_wal_size
from pg_catalog.pg_replication_slots s
left join pg_catalog.pg_stat_replication_slots x on x.slot_name = s.slot_name -- 14+
cross join (select case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
  else pg_catalog.pg_current_wal_insert_lsn() end as lsn) p
order by s.slot_name
