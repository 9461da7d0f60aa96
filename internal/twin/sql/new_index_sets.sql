-- one row is a set of a table's columns of which there are no more combinations
-- than rows of the table that they refer to; or, with -1, as many as rows, for
-- they are unique
select k.conkey, greatest(r.reltuples, 0)::float8
from pg_constraint k
join pg_class r on r.oid = k.confrelid
where k.conrelid = $1::oid and k.contype = 'f' and k.convalidated and r.reltuples > 0
union all
select (i.indkey::int2[])[0:i.indnkeyatts - 1], -1
from pg_index i
where i.indrelid = $1::oid and i.indexrelid <> $2::oid and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
