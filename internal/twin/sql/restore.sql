-- undoes relax.sql
update pg_attribute a set attnotnull = k.attnotnull, atthasdef = k.atthasdef, attidentity = k.attidentity, attgenerated = k.attgenerated,
    atttypmod = k.atttypmod
  from kept_attribute k where a.attrelid = k.attrelid and a.attnum = k.attnum;
update pg_class c set relkind = k.relkind, relchecks = k.relchecks, relhastriggers = k.relhastriggers, relhasrules = k.relhasrules,
    relispartition = k.relispartition, relrowsecurity = k.relrowsecurity, relforcerowsecurity = k.relforcerowsecurity
  from kept_class k where c.oid = k.oid;
update pg_index i set indisunique = k.indisunique, indisexclusion = k.indisexclusion, indisready = k.indisready
  from kept_index k where i.indexrelid = k.indexrelid
  and (i.indisunique, i.indisexclusion, i.indisready) is distinct from (k.indisunique, k.indisexclusion, k.indisready);
update pg_type t set typnotnull = true from kept_type k where t.oid = k.oid
