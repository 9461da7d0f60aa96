-- one row is a column, or an index's expression, with the operators by which
-- ANALYZE compares its values and its elements, and its collation
with recursive base (typ, base) as (
  select oid, oid from pg_type
  union all
  select b.typ, t.typbasetype from base b join pg_type t on t.oid = b.base where t.typtype = 'd'
), plain as (
  select b.typ, b.base,
    case when t.typtype = 'e' then 'anyenum'::regtype when t.typtype = 'r' then 'anyrange'::regtype when t.typtype = 'c' then 'record'::regtype
      when t.typtype = 'm' then (select m.oid from pg_type m where m.typname = 'anymultirange')
      when t.oid = 'varchar'::regtype then 'text'::regtype
      when exists (select from pg_type e where e.typarray = t.oid) then 'anyarray'::regtype end::oid as general,
    case when t.oid = 'tsvector'::regtype then 'text'::regtype::oid else t.typelem end as element
  from base b join pg_type t on t.oid = b.base
  where t.typtype <> 'd'
), class as (
  select c.opcintype, c.opcfamily, c.opcmethod = 403 as btree
  from pg_opclass c
  where c.opcdefault and c.opcmethod in (403, 405) -- btree, hash
), operators as (
  select p.typ, p.base, p.element,
    (select o.amopopr from class c join pg_amop o on o.amopfamily = c.opcfamily and o.amoplefttype = c.opcintype and o.amoprighttype = c.opcintype
      where c.opcintype in (p.base, p.general) and o.amopstrategy = case when c.btree then 3 else 1 end
      order by c.btree desc, c.opcintype = p.base desc limit 1) as eq,
    (select o.amopopr from class c join pg_amop o on o.amopfamily = c.opcfamily and o.amoplefttype = c.opcintype and o.amoprighttype = c.opcintype
      where c.opcintype in (p.base, p.general) and c.btree and o.amopstrategy = 1
      order by c.opcintype = p.base desc limit 1) as lt
  from plain p
)
select a.attrelid, a.attnum, coalesce(o.eq, 0), coalesce(o.lt, 0), coalesce(e.eq, 0),
  a.attcollation, case when o.base = 'tsvector'::regtype then 100 else a.attcollation end -- default
from pg_attribute a
join operators o on o.typ = a.atttypid
left join operators e on e.typ = o.element
where a.attrelid >= 16384 and a.attnum > 0 and not a.attisdropped
