-- one row is a server process other than ours
select a.pid, a.datname, a.usename, a.application_name, a.client_addr, a.leader_pid, a.backend_type,
  a.backend_start, a.xact_start, a.query_start, a.state_change, a.state, a.wait_event_type, a.wait_event,
  pg_catalog.age(a.backend_xid) as backend_xid_age, pg_catalog.age(a.backend_xmin) as backend_xmin_age,
  a.query_id, -- 14+
  a.query, s.ssl, g.encrypted as gss_encrypted,
  case when a.wait_event_type = 'Lock' then pg_catalog.pg_blocking_pids(a.pid) end as blocked_by
from pg_catalog.pg_stat_activity a
left join pg_catalog.pg_stat_ssl s on s.pid = a.pid
left join pg_catalog.pg_stat_gssapi g on g.pid = a.pid
where a.pid <> pg_catalog.pg_backend_pid()
order by a.backend_start nulls first, a.pid
