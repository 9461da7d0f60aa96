-- one row is a database
select d.oid, d.datname as name, pg_catalog.pg_get_userbyid(d.datdba) as owner,
  pg_catalog.pg_encoding_to_char(d.encoding) as encoding, d.datcollate as collate, d.datctype as ctype,
  d.datlocprovider as locale_provider, d.datcollversion as coll_version, -- 15+
  pg_catalog.pg_database_collation_actual_version(d.oid) as coll_actual_version, -- 15+
  'c' as locale_provider, -- <15
  d.datistemplate as is_template, d.datallowconn as allow_conn, d.datconnlimit as conn_limit,
  pg_catalog.age(d.datfrozenxid) as frozen_xid_age, pg_catalog.mxid_age(d.datminmxid) as min_mxid_age,
  d.datacl as acl
from pg_catalog.pg_database d
order by d.oid
