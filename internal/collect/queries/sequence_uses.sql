-- one row is a column whose default names a sequence
select d.refobjid as sequence, a.adrelid as table_oid, a.adnum as attnum
from pg_catalog.pg_sequence s
join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = s.seqrelid
  and d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
join pg_catalog.pg_attrdef a on a.oid = d.objid
order by 1, 2, 3
