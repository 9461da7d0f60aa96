-- one row is a subscription of this database; its connection string is not read.
-- 13 shows neither oid nor subsynccommit to other roles than superusers
select
  s.oid, s.subsynccommit as synchronous_commit, -- 14+
  w.subid as oid, -- <14
  s.subname as name, pg_catalog.pg_get_userbyid(s.subowner) as owner, s.subenabled as enabled,
  s.subslotname as slot_name, s.subpublications as publications,
  w.pid as worker_pid, w.received_lsn, w.latest_end_time,
  x.apply_error_count, x.sync_error_count, x.stats_reset, -- 15+
  (select pg_catalog.count(*) from pg_catalog.pg_subscription_rel r
    where r.srsubid = w.subid and r.srsubstate <> 'r') as tables_not_ready
from pg_catalog.pg_subscription s
left join pg_catalog.pg_stat_subscription w on w.subname = s.subname and w.relid is null
  and w.leader_pid is null -- 16+
left join pg_catalog.pg_stat_subscription_stats x on x.subid = w.subid -- 15+
where s.subdbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
order by s.subname
