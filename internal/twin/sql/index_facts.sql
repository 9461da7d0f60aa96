-- an index's access method, table, and the look-up by its whole key
select a.amname, n.nspname, t.relname, coalesce((
  select 'select from only ' || i.indrelid::regclass || ' where '
    || string_agg(pg_get_indexdef(i.indexrelid, k, true) || ' = $' || k, ' and ' order by k)
    || coalesce(' and (' || pg_get_expr(i.indpred, i.indrelid) || ')', '')
  from generate_series(1, i.indnkeyatts) k
  where a.amname in ('btree', 'hash')), '')
from pg_index i
join pg_class x on x.oid = i.indexrelid
join pg_am a on a.oid = x.relam
join pg_class t on t.oid = i.indrelid
join pg_namespace n on n.oid = t.relnamespace
where i.indexrelid = $1::oid
