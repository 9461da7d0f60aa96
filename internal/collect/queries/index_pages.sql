-- one row is an index's metapage as it lies on disk: its first 128 bytes. No
-- index is opened or locked for it. Of unlogged indexes checkpoints write nothing
select c.oid, m.amname as access_method,
  pg_catalog.encode(pg_catalog.pg_read_binary_file(pg_catalog.pg_relation_filepath(c.oid), 0, 128, true), 'hex') as raw
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
join pg_catalog.pg_am m on m.oid = c.relam
where c.relkind = 'i' and m.amname in ('btree', 'gin', 'brin') and c.relpersistence = 'p'
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
