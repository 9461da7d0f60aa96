-- of the relaxed tables' indexes, these alone take new rows
update pg_index i set indisready = i.indexrelid = any ($1::oid[])
from relaxed r
where i.indrelid = r.rel and i.indisready is distinct from (i.indexrelid = any ($1::oid[]))
