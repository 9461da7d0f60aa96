-- one row is a column of an index: of the table's, or an expression over them
select a.attnum, a.attlen, case a.attalign when 'c' then 1 when 's' then 2 when 'i' then 4 else 8 end, i.indkey[a.attnum - 1],
  pg_get_indexdef(i.indexrelid, a.attnum::int, false), o.opcname, t.typcategory = 'A',
  case when l.collname is not null then format('%I.%I', ln.nspname, l.collname) else '' end,
  coalesce(p.proname, ''), coalesce(quote_ident(pn.nspname), '')
from pg_index i
join pg_attribute a on a.attrelid = i.indexrelid
join pg_type t on t.oid = a.atttypid
left join pg_opclass o on o.oid = i.indclass[a.attnum - 1]
left join pg_amproc ap on ap.amprocfamily = o.opcfamily and ap.amproclefttype = o.opcintype and ap.amprocrighttype = o.opcintype and ap.amprocnum = 2
left join pg_proc p on p.oid = ap.amproc
left join pg_namespace pn on pn.oid = p.pronamespace
left join pg_collation l on l.oid = a.attcollation
left join pg_namespace ln on ln.oid = l.collnamespace
where i.indexrelid = $1::oid
order by a.attnum
