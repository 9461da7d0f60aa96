-- one row is a relation of this database that another session holds or awaits
-- ACCESS EXCLUSIVE on, an index of such a table, or a view over one
with recursive held as (
  select distinct l.relation as oid
  from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.relation is not null
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
    and l.pid is distinct from pg_catalog.pg_backend_pid()
), behind(oid) as (
  select h.oid from held h
  union
  select v.ev_class
  from behind b
  join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = b.oid
    and d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
  join pg_catalog.pg_rewrite v on v.oid = d.objid and v.ev_type = '1'
), named as (
  select b.oid from behind b
  union
  select i.indexrelid from behind b join pg_catalog.pg_index i on i.indrelid = b.oid
)
select n.oid, pg_catalog.quote_ident(s.nspname) || '.' || pg_catalog.quote_ident(c.relname) as name
from named n
join pg_catalog.pg_class c on c.oid = n.oid
join pg_catalog.pg_namespace s on s.oid = c.relnamespace
order by 1
