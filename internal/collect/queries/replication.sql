-- one row is a connected standby or receiver; lags in bytes are counted from the
-- newest position this server has
select r.pid, r.usename, r.application_name, r.client_addr, r.backend_start, pg_catalog.age(r.backend_xmin) as backend_xmin_age,
  r.state,
  pg_catalog.pg_wal_lsn_diff(p.lsn, r.sent_lsn) as sent_lag_bytes,
  pg_catalog.pg_wal_lsn_diff(p.lsn, r.write_lsn) as write_lag_bytes,
  pg_catalog.pg_wal_lsn_diff(p.lsn, r.flush_lsn) as flush_lag_bytes,
  pg_catalog.pg_wal_lsn_diff(p.lsn, r.replay_lsn) as replay_lag_bytes,
  extract(epoch from r.write_lag) as write_lag, extract(epoch from r.flush_lag) as flush_lag,
  extract(epoch from r.replay_lag) as replay_lag,
  coalesce(r.sync_priority, 0) as sync_priority, r.sync_state, r.reply_time
from pg_catalog.pg_stat_replication r
cross join (select case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_receive_lsn()
  else pg_catalog.pg_current_wal_insert_lsn() end as lsn) p
order by r.pid
