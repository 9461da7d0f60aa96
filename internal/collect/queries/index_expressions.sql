-- one row is an index with expressions or a predicate: their texts and the columns they use
select i.indexrelid as oid, i.indrelid as table_oid,
  case when i.indpred is not null and i.indrelid <> all ($1::pg_catalog.oid[]) then pg_catalog.pg_get_expr(i.indpred, i.indrelid) end as predicate,
  case when i.indexprs is not null and i.indrelid <> all ($1::pg_catalog.oid[]) then array(
    select pg_catalog.pg_get_indexdef(i.indexrelid, g.n, false)
    from pg_catalog.generate_series(1, i.indnkeyatts) g(n)
    where i.indkey[g.n - 1] = 0 order by g.n) end as expressions,
  array(
    select distinct v.m[1]::pg_catalog.int2
    from pg_catalog.regexp_matches(coalesce(i.indexprs::pg_catalog.text, '') || coalesce(i.indpred::pg_catalog.text, ''), ':varattno (\d+)', 'g') v(m)
    order by 1) as columns
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
where i.indexprs is not null or i.indpred is not null
