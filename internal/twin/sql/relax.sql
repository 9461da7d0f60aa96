-- What would stop or change a row that holds nothing but end points is switched
-- off in the catalogs, and kept to be switched on again: NOT NULL, defaults,
-- generated and identity columns, lengths; checks, triggers, rules, partition bounds, row
-- security; uniqueness; domains' NOT NULL. A materialized view becomes a table.
create temp table kept_attribute as
  select a.attrelid, a.attnum, a.attnotnull, a.atthasdef, a.attidentity, a.attgenerated, a.atttypmod
  from pg_attribute a join relaxed r on r.rel = a.attrelid
  where a.attnum > 0 and (a.attnotnull or a.atthasdef or a.attidentity <> '' or a.attgenerated <> '' or a.atttypmod <> -1);
update pg_attribute a set attnotnull = false, atthasdef = false, attidentity = '', attgenerated = '', atttypmod = -1
  from kept_attribute k where a.attrelid = k.attrelid and a.attnum = k.attnum;
create temp table kept_class as
  select c.oid, c.relkind, c.relchecks, c.relhastriggers, c.relhasrules, c.relispartition, c.relrowsecurity, c.relforcerowsecurity
  from pg_class c join relaxed r on r.rel = c.oid
  where c.relkind <> 'r' or c.relchecks <> 0 or c.relhastriggers or c.relhasrules or c.relispartition or c.relrowsecurity;
update pg_class c set relkind = 'r', relchecks = 0, relhastriggers = false, relhasrules = false, relispartition = false,
    relrowsecurity = false, relforcerowsecurity = false
  from kept_class k where c.oid = k.oid;
create temp table kept_index as
  select i.indexrelid, i.indisunique, i.indisexclusion, i.indisready
  from pg_index i join relaxed r on r.rel = i.indrelid;
update pg_index i set indisunique = false, indisexclusion = false
  from kept_index k where i.indexrelid = k.indexrelid and (i.indisunique or i.indisexclusion);
create temp table kept_type as select oid from pg_type where typtype = 'd' and typnotnull;
update pg_type t set typnotnull = false from kept_type k where t.oid = k.oid
