-- one row is a relation of this database that another session holds or awaits
-- ACCESS EXCLUSIVE on, an index of such a table, or a view whose query names one
with held as (
  select distinct l.relation as oid
  from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.relation is not null
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    and l.pid is distinct from pg_catalog.pg_backend_pid()
)
select h.oid, false as behind from held h
union
select i.indexrelid, false
from held h
join pg_catalog.pg_index i on i.indrelid = h.oid
union
select v.ev_class, true
from held h
join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = h.oid
  and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
join pg_catalog.pg_rewrite v on v.oid = d.objid and v.ev_type = '1'
where v.ev_class <> h.oid
