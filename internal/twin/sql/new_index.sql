-- one row is an index with its table. prefix is how its definition begins, up to
-- the access method
select m.amname, x.relkind::text, i.indisunique, i.indnkeyatts::int, coalesce(x.reloptions, '{}'),
  c.oid, n.nspname, c.relname, c.reltuples::float8, pg_relation_size(c.oid) / 8192,
  pg_get_indexdef(i.indexrelid),
  format('CREATE %sINDEX %I ON %s%I.%I USING ', case when i.indisunique then 'UNIQUE ' end, x.relname, case when x.relkind = 'I' then 'ONLY ' end, n.nspname, c.relname),
  coalesce(pg_get_expr(i.indpred, i.indrelid), ''),
  coalesce(pg_relation_filepath(i.indexrelid), '')
from pg_index i
join pg_class x on x.oid = i.indexrelid
join pg_am m on m.oid = x.relam
join pg_class c on c.oid = i.indrelid
join pg_namespace n on n.oid = c.relnamespace
where i.indexrelid = $1::oid
