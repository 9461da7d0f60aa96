-- one row is a publication
select p.oid, p.pubname as name, pg_catalog.pg_get_userbyid(p.pubowner) as owner, p.puballtables as all_tables,
  p.pubinsert as insert, p.pubupdate as update, p.pubdelete as delete, p.pubtruncate as truncate, p.pubviaroot as via_root
from pg_catalog.pg_publication p
order by p.oid
