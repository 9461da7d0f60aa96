-- one row is a language
select l.lanname as name, l.lanpltrusted as trusted
from pg_catalog.pg_language l
order by l.oid
