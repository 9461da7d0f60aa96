-- one row is a thing of users in this database, or a setting, and how it is defined
select 'relation ' || c.oid::regclass::text as thing,
  concat_ws(' ', c.relkind, c.relpersistence, c.reloptions::text, c.relacl::text, c.relrowsecurity, c.relforcerowsecurity, c.relreplident, c.relispartition,
    pg_catalog.pg_get_expr(c.relpartbound, c.oid), pg_catalog.pg_get_userbyid(c.relowner), (select spcname from pg_catalog.pg_tablespace s where s.oid = c.reltablespace),
    case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end) as definition
from pg_catalog.pg_class c where c.oid >= 16384 and c.relkind <> 't' and c.relnamespace <> 'pg_toast'::regnamespace and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
union all
select 'column ' || a.attrelid::regclass::text || '.' || a.attname,
  concat_ws(' ', pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated, a.attstorage, nullif(a.attstattarget, -1), a.attoptions::text, a.attacl::text,
    a.attcollation::regcollation::text, pg_catalog.pg_get_expr(d.adbin, d.adrelid))
from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and not exists (select from pg_catalog.pg_depend d where d.objid = c.oid and d.deptype = 'e')
union all
select 'index ' || x.indexrelid::regclass::text, concat_ws(' ', pg_catalog.pg_get_indexdef(x.indexrelid), x.indisvalid, x.indisclustered, x.indisreplident)
from pg_catalog.pg_index x where x.indexrelid >= 16384 and x.indrelid::regclass::text !~ '^pg_toast\.'
union all
select concat_ws(' ', 'constraint', coalesce(nullif(k.conrelid, 0)::regclass::text, k.contypid::regtype::text), k.conname),
  concat_ws(' ', pg_catalog.pg_get_constraintdef(k.oid), k.convalidated, pg_catalog.obj_description(k.oid, 'pg_constraint'))
from pg_catalog.pg_constraint k where k.oid >= 16384 and k.contype <> 'n'
union all
select concat_ws(' ', 'trigger', t.tgrelid::regclass::text, t.tgname), concat_ws(' ', pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled)
from pg_catalog.pg_trigger t where not t.tgisinternal
union all
select concat_ws(' ', 'policy', p.polrelid::regclass::text, p.polname), concat_ws(' ', p.polcmd, p.polroles::regrole[]::text, pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid))
from pg_catalog.pg_policy p
union all
select 'function ' || f.oid::regprocedure::text, concat_ws(' ', case when f.prokind <> 'a' then pg_catalog.pg_get_functiondef(f.oid) end, f.proacl::text, pg_catalog.pg_get_userbyid(f.proowner))
from pg_catalog.pg_proc f where f.oid >= 16384 and not exists (select from pg_catalog.pg_depend d where d.objid = f.oid and d.deptype = 'e')
union all
select 'type ' || t.oid::regtype::text, concat_ws(' ', t.typtype, pg_catalog.format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
  (select pg_catalog.string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid))
from pg_catalog.pg_type t where t.oid >= 16384 and t.typtype in ('d', 'e', 'r')
union all
select 'sequence ' || s.seqrelid::regclass::text, concat_ws(' ', s.seqtypid::regtype, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
  (select d.refobjid::regclass::text || '.' || d.refobjsubid || d.deptype::text from pg_catalog.pg_depend d where d.objid = s.seqrelid and d.deptype in ('a', 'i') and d.refclassid = 'pg_class'::regclass))
from pg_catalog.pg_sequence s
union all
select 'statistics ' || s.stxname, pg_catalog.pg_get_statisticsobjdef(s.oid) from pg_catalog.pg_statistic_ext s
union all
select 'schema ' || n.nspname, concat_ws(' ', n.nspacl::text, pg_catalog.pg_get_userbyid(n.nspowner)) from pg_catalog.pg_namespace n where n.nspname !~ '^pg_'
union all
select 'extension ' || e.extname, concat_ws(' ', e.extversion, e.extnamespace::regnamespace) from pg_catalog.pg_extension e
union all
select 'publication ' || p.pubname, concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
  (select pg_catalog.string_agg(r.prrelid::regclass::text, ',' order by r.prrelid::regclass::text) from pg_catalog.pg_publication_rel r where r.prpubid = p.oid))
from pg_catalog.pg_publication p
union all
select 'subscription ' || s.subname, concat_ws(' ', s.subenabled, s.subslotname, s.subpublications::text) from pg_catalog.pg_subscription s
union all
select 'slot ' || s.slot_name, concat_ws(' ', s.plugin, s.slot_type, s.temporary) from pg_catalog.pg_replication_slots s where s.database is null or s.database = pg_catalog.current_database()
union all
select 'override ' || concat_ws(' ', (select datname from pg_catalog.pg_database d where d.oid = s.setdatabase), (select rolname from pg_catalog.pg_roles r where r.oid = s.setrole)), pg_catalog.unnest(s.setconfig)
from pg_catalog.pg_db_role_setting s where s.setdatabase = 0 or s.setdatabase = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())
union all
select 'setting ' || s.name, s.setting from pg_catalog.pg_file_settings s where s.sourcefile ~ 'auto.conf$'
union all
select 'default privileges ' || d.defaclrole::regrole, concat_ws(' ', d.defaclnamespace::regnamespace, d.defaclobjtype, d.defaclacl::text) from pg_catalog.pg_default_acl d
union all
select 'event trigger ' || e.evtname, concat_ws(' ', e.evtevent, e.evtenabled, e.evtfoid::regproc) from pg_catalog.pg_event_trigger e
union all
select 'database', concat_ws(' ', d.datacl::text, d.datconnlimit, d.datallowconn, pg_catalog.pg_get_userbyid(d.datdba)) from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()
