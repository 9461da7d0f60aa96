-- one row: a standby's receiver and its replay position
select coalesce(r.status, '') as status, r.slot_name, r.sender_host, r.latest_end_time, r.last_msg_receipt_time,
  pg_catalog.pg_last_xact_replay_timestamp() as replay_timestamp,
  pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_last_wal_receive_lsn(), pg_catalog.pg_last_wal_replay_lsn()) as replay_lag_bytes,
  pg_catalog.pg_is_wal_replay_paused() as paused,
  r.pid is not null and r.status is null as hidden
from (select pg_catalog.pg_is_in_recovery() as standby) s
left join pg_catalog.pg_stat_wal_receiver r on true
where s.standby
