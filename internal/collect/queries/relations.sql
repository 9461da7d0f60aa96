-- one row is a relation other than an index or sequence: all kinds in user and
-- temporary schemas, tables of pg_catalog, and the TOAST tables of both
select c.oid, n.nspname as schema, c.relname as name, c.relkind as kind, c.relpersistence as persistence,
  pg_catalog.pg_get_userbyid(c.relowner) as owner,
  coalesce(hn.nspname, n.nspname) in ('pg_catalog', 'information_schema') as system,
  t.spcname as tablespace, m.amname as access_method,
  case when c.reloftype <> 0 then pg_catalog.format_type(c.reloftype, null) end as of_type,
  c.relpages, c.reltuples, c.relallvisible,
  c.relallfrozen, -- 18+
  case when c.relfrozenxid <> '0'::pg_catalog.xid then pg_catalog.age(c.relfrozenxid) end as frozen_xid_age,
  case when c.relminmxid <> '0'::pg_catalog.xid then pg_catalog.mxid_age(c.relminmxid) end as min_mxid_age,
  c.reltoastrelid as toast_oid, h.oid as toast_of,
  c.reloptions as options, c.relrowsecurity as row_security, c.relforcerowsecurity as force_rls,
  c.relreplident as replica_identity, c.relispopulated as populated, c.relispartition as is_partition,
  i.parents, p.partstrat as part_strategy, p.partattrs::pg_catalog.int2[] as part_key_columns,
  case when c.relispartition and c.oid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(c.relpartbound, c.oid) end as partition_bound,
  case when p.partrelid is not null and c.oid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_partkeydef(c.oid) end as part_key,
  c.relacl as acl,
  coalesce($2::pg_catalog.bool or (pg_catalog.has_any_column_privilege(c.oid, 'select')
    and not (c.relrowsecurity and pg_catalog.row_security_active(c.oid))), false) as stats_visible,
  case when c.relpersistence = 't' then pg_catalog.pg_stat_get_backend_pid(pg_catalog.substring(n.nspname::pg_catalog.text, '[0-9]+$')::pg_catalog.int4) end as temp_owner_pid, -- 16+
  c.reltype as row_type, y.typarray as row_type_array, s.srvname as foreign_server, f.ftoptions as foreign_options,
  d.description as comment
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_class h on h.reltoastrelid = c.oid and c.relkind = 't'
left join pg_catalog.pg_namespace hn on hn.oid = h.relnamespace
left join pg_catalog.pg_tablespace t on t.oid = c.reltablespace
left join pg_catalog.pg_am m on m.oid = c.relam
left join pg_catalog.pg_type y on y.oid = c.reltype
left join pg_catalog.pg_foreign_table f on f.ftrelid = c.oid
left join pg_catalog.pg_foreign_server s on s.oid = f.ftserver
left join pg_catalog.pg_partitioned_table p on p.partrelid = c.oid
left join (
  select x.inhrelid, pg_catalog.array_agg(x.inhparent order by x.inhseqno) as parents
  from pg_catalog.pg_inherits x group by 1
) i on i.inhrelid = c.oid
left join pg_catalog.pg_description d on d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
  and d.objoid = c.oid and d.objsubid = 0
where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c', 't')
  and n.nspname <> 'information_schema' and (n.nspname <> 'pg_catalog' or c.relkind = 'r')
