-- one row is a statistics object, without its data
select s.oid, n.nspname as schema, s.stxname as name, pg_catalog.pg_get_userbyid(s.stxowner) as owner, s.stxrelid as table_oid,
  s.stxkind::pg_catalog.text[] as kinds, s.stxkeys::pg_catalog.int2[] as columns,
  case when s.stxexprs is not null and s.stxrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(s.stxexprs, s.stxrelid) end as expressions, -- 14+
  s.stxexprs is not null as has_expressions, -- 14+
  coalesce(s.stxstattarget, -1) as stat_target,
  pg_catalog.pg_has_role(c.relowner, 'usage') and $1::pg_catalog.oid[] is not null as ours
from pg_catalog.pg_statistic_ext s
join pg_catalog.pg_namespace n on n.oid = s.stxnamespace
join pg_catalog.pg_class c on c.oid = s.stxrelid
order by s.oid
