-- one row is a role with the kind of its password; the hash does not leave the server
select a.oid,
  case when a.rolpassword is null then 'none'
    when a.rolpassword like 'SCRAM-SHA-256$%' then 'scram-sha-256'
    when a.rolpassword ~ '^md5[0-9a-f]{32}$' then 'md5'
    else 'plain' end as password_kind
from pg_catalog.pg_authid a
