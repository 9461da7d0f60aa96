-- one row is a table with the columns whose values we may read; none where row
-- security hides rows from us
select c.oid, pg_catalog.array_agg(a.attnum) as columns
from pg_catalog.pg_class c
join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.oid = any ($1::pg_catalog.oid[]) and pg_catalog.has_column_privilege(c.oid, a.attnum, 'select')
  and pg_catalog.has_schema_privilege(c.relnamespace, 'usage') and not pg_catalog.row_security_active(c.oid)
group by c.oid
