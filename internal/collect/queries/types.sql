-- one row is a type outside the system's: domains, enums, composites, ranges,
-- multiranges, and extensions' base types; not the row types of tables, nor arrays
select t.oid, n.nspname as schema, t.typname as name, t.typtype as kind, pg_catalog.pg_get_userbyid(t.typowner) as owner,
  case when t.typtype = 'd' then pg_catalog.format_type(t.typbasetype, t.typtypmod) end as base_type,
  t.typbasetype as base_oid, t.typnotnull as not_null,
  coalesce(pg_catalog.pg_get_expr(t.typdefaultbin, 0), t.typdefault) as default,
  t.typcollation as collation_oid, r.rngsubopc as subtype_opclass_oid,
  e.labels, e.label_oids, case when r.rngsubtype is not null then pg_catalog.format_type(r.rngsubtype, null) end as subtype,
  r.rngsubtype as subtype_oid, r.rngcollation as range_collation_oid,
  case when r.rngsubdiff <> 0 then pg_catalog.jsonb_build_object('schema', dn.nspname, 'name', df.proname) end as subtype_diff,
  case when r.rngcanonical <> 0 then pg_catalog.jsonb_build_object('schema', kn.nspname, 'name', kf.proname) end as canonical,
  r.rngmultitypid as multirange_oid, -- 14+
  t.typrelid as relation_oid, t.typelem as element_oid, t.typarray as array_oid, t.typacl as acl
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
left join pg_catalog.pg_class c on c.oid = t.typrelid
left join pg_catalog.pg_range r on r.rngtypid = t.oid
left join pg_catalog.pg_proc df on df.oid = r.rngsubdiff
left join pg_catalog.pg_namespace dn on dn.oid = df.pronamespace
left join pg_catalog.pg_proc kf on kf.oid = r.rngcanonical
left join pg_catalog.pg_namespace kn on kn.oid = kf.pronamespace
left join (
  select x.enumtypid, pg_catalog.array_agg(x.enumlabel::pg_catalog.text order by x.enumsortorder) as labels,
    pg_catalog.array_agg(x.oid order by x.enumsortorder) as label_oids
  from pg_catalog.pg_enum x group by 1
) e on e.enumtypid = t.oid
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
  and t.typtype in ('d', 'e', 'c', 'r', 'm', 'b')
  and (t.typtype <> 'c' or c.relkind = 'c')
  and not (t.typtype = 'b' and t.typelem <> 0 and t.typsubscript = 'pg_catalog.array_subscript_handler'::pg_catalog.regproc) -- 14+
  and not (t.typtype = 'b' and t.typelem <> 0 and t.typlen = -1) -- <14
order by t.oid
