-- one row is an event trigger
select t.oid, t.evtname as name, t.evtevent as event, pg_catalog.pg_get_userbyid(t.evtowner) as owner,
  pg_catalog.jsonb_build_object('schema', fn.nspname, 'name', f.proname) as function, t.evtenabled as enabled, t.evttags as tags
from pg_catalog.pg_event_trigger t
join pg_catalog.pg_proc f on f.oid = t.evtfoid
join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
order by t.oid
