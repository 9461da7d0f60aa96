-- one row is an object that needs another to be created, as far as no other query
-- says so; what is in an extension stands for the extension, whose own objects are
-- left out. Few rows of pg_depend are of this kind, and only these are joined
with member as (
  select d.classid, d.objid, d.refclassid, d.refobjid
  from pg_catalog.pg_depend d
  where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
), few as materialized (
  select d.classid, d.objid, d.objsubid, d.refclassid, d.refobjid
  from pg_catalog.pg_depend d
  where d.deptype in ('n', 'a') and d.objid >= 16384 and d.refobjid >= 16384 and case d.classid
    when 'pg_catalog.pg_class'::pg_catalog.regclass then d.refclassid in ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass,
      'pg_catalog.pg_opclass'::pg_catalog.regclass, 'pg_catalog.pg_ts_config'::pg_catalog.regclass)
    when 'pg_catalog.pg_attrdef'::pg_catalog.regclass then d.deptype = 'n' or d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
    when 'pg_catalog.pg_constraint'::pg_catalog.regclass then d.refclassid <> 'pg_catalog.pg_class'::pg_catalog.regclass
    when 'pg_catalog.pg_type'::pg_catalog.regclass then d.refclassid in ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass)
    when 'pg_catalog.pg_rewrite'::pg_catalog.regclass then true
    else d.classid in ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass, 'pg_catalog.pg_cast'::pg_catalog.regclass,
        'pg_catalog.pg_ts_config'::pg_catalog.regclass, 'pg_catalog.pg_ts_dict'::pg_catalog.regclass)
      and d.refclassid not in ('pg_catalog.pg_namespace'::pg_catalog.regclass, 'pg_catalog.pg_language'::pg_catalog.regclass) end
)
select distinct x.classid, x.objid, coalesce(a.adnum, nullif(d.objsubid, 0)) as attnum,
  coalesce(m.refclassid, d.refclassid) as refclassid, coalesce(m.refobjid, d.refobjid) as refobjid
from few d
left join pg_catalog.pg_attrdef a on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and a.oid = d.objid
left join pg_catalog.pg_rewrite v on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and v.oid = d.objid and v.ev_type = '1'
left join pg_catalog.pg_constraint k on d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and k.oid = d.objid and k.contype = 'c'
left join pg_catalog.pg_class s on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
  and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and s.oid = d.refobjid
left join member m on m.classid = d.refclassid and m.objid = d.refobjid
cross join lateral (
  select case when a.oid is not null or v.oid is not null or k.conrelid <> 0 then 'pg_catalog.pg_class'::pg_catalog.regclass
      when k.oid is not null then 'pg_catalog.pg_type'::pg_catalog.regclass else d.classid end::pg_catalog.oid as classid,
    coalesce(a.adrelid, v.ev_class, nullif(k.conrelid, 0), k.contypid, d.objid) as objid) x
left join member o on o.classid = x.classid and o.objid = x.objid
where o.objid is null and case d.classid
    when 'pg_catalog.pg_attrdef'::pg_catalog.regclass then d.refobjid <> a.adrelid and s.relkind is distinct from 'S'
    when 'pg_catalog.pg_constraint'::pg_catalog.regclass then k.oid is not null and d.refobjid <> k.contypid
    when 'pg_catalog.pg_rewrite'::pg_catalog.regclass then v.oid is not null and d.refobjid <> v.ev_class
      and (m.objid is not null or d.refclassid not in ('pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass))
    else true end
