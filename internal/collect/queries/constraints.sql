-- one row is a constraint of a relation or domain outside the system; a check is
-- put together from its expression, as pg_get_constraintdef() would open the table again
select k.oid, n.nspname as schema, k.conname as name, k.contype as type, k.conrelid as table_oid, k.contypid as domain_oid,
  k.conkey as columns, k.conindid as index_oid, k.confrelid as ref_table_oid, k.confkey as ref_columns,
  k.confupdtype as on_update, k.confdeltype as on_delete, k.confmatchtype as match,
  k.condeferrable as deferrable, k.condeferred as deferred, k.convalidated as validated,
  k.conenforced as enforced, -- 18+
  true as enforced, -- <18
  k.connoinherit as no_inherit, k.conislocal as local, k.coninhcount > 0 as inherited,
  k.conperiod as period, -- 18+
  k.confdelsetcols as on_delete_columns, -- 15+
  k.conparentid as parent_oid,
  e.expression,
  case when k.contype = 'x' and k.conrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_constraintdef(k.oid)
    else 'CHECK (' || e.expression || ')' || case when k.connoinherit then ' NO INHERIT' else '' end
      || case when not k.conenforced then ' NOT ENFORCED' when not k.convalidated then ' NOT VALID' else '' end end as definition -- 18+
      || case when not k.convalidated then ' NOT VALID' else '' end end as definition -- <18
from pg_catalog.pg_constraint k
join pg_catalog.pg_namespace n on n.oid = k.connamespace
cross join lateral (select case when k.contype = 'c' and k.conrelid <> all ($1::pg_catalog.oid[])
  then pg_catalog.pg_get_expr(k.conbin, k.conrelid) end as expression) e
where n.nspname not in ('pg_catalog', 'information_schema')
