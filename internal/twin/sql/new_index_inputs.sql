-- one row is a column of the table that an index or its predicate reads. Values
-- take the type below all domains, whose checks and lengths need not hold
with recursive base (typ, base) as (
  select oid, oid from pg_type
  union all
  select b.typ, t.typbasetype from base b join pg_type t on t.oid = b.base where t.typtype = 'd'
)
select a.attnum, a.attname, a.attlen, case a.attalign when 'c' then 1 when 's' then 2 when 'i' then 4 else 8 end, t.oid, format_type(t.oid, -1),
  case when l.collname is not null then format(' collate %I.%I', ln.nspname, l.collname) else '' end,
  coalesce(r.rngsubtype, 0), coalesce(format_type(r.rngsubtype, -1), '')
from pg_attribute a
join base b on b.typ = a.atttypid
join pg_type t on t.oid = b.base and t.typtype <> 'd'
left join pg_range r on r.rngtypid = t.oid
left join pg_collation l on l.oid = a.attcollation
left join pg_namespace ln on ln.oid = l.collnamespace
where a.attrelid = $2::oid and a.attnum > 0 and not a.attisdropped
  and (a.attnum in (select d.refobjsubid from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = $1::oid and d.refclassid = 'pg_class'::regclass and d.refobjid = $2::oid)
    or a.attnum = any ((select i.indkey from pg_index i where i.indexrelid = $1::oid)::int2[]))
order by a.attnum
