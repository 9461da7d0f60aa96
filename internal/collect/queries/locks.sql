-- one row is a lock that is waited for, or a held one that can make others wait
select l.pid, l.locktype, l.database, l.relation,
  pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as relation_name,
  l.waitstart, -- 14+
  l.classid, l.objid, l.objsubid, l.mode, l.granted
from pg_catalog.pg_locks l
left join pg_catalog.pg_class c on c.oid = l.relation
  and l.database in (0, (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()))
left join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where l.pid is distinct from pg_catalog.pg_backend_pid()
  and not (l.granted and (l.mode = 'AccessShareLock' and l.locktype = 'relation' or l.locktype = 'virtualxid'))
order by l.granted, l.pid
