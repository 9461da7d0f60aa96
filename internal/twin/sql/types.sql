-- one row is a type that was rebuilt; of an enum each label
select n.nspname, t.typname, t.oid, t.typarray, coalesce(e.enumlabel::text, ''), coalesce(e.oid, 0)
from pg_type t
join pg_namespace n on n.oid = t.typnamespace
left join pg_enum e on e.enumtypid = t.oid
where t.oid >= 16384 and t.typtype in ('b', 'c', 'd', 'e', 'r', 'm')
