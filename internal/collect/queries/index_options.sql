-- one row is a column of an index that has operator class options
select a.attrelid as oid, a.attnum, a.attoptions as options
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
where c.relkind in ('i', 'I') and a.attoptions is not null and a.attnum > 0
