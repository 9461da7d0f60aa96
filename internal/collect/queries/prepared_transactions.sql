-- one row is a prepared transaction
select p.gid, p.prepared, p.owner, p.database, pg_catalog.age(p.transaction) as xid_age
from pg_catalog.pg_prepared_xacts p
order by p.prepared
