-- one row is an entry of pg_stat_statements for this database, other than our own
-- queries; {schema} is where the extension lives
select u.rolname as usename, s.queryid, pg_catalog.left(s.query, 10240) as query, x.counters
from {schema}.pg_stat_statements s
cross join lateral (select pg_catalog.to_jsonb(s) - 'query' as counters) x
left join pg_catalog.pg_roles u on u.oid = s.userid
where s.dbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
  and s.query not like '/* pgadept */%'
order by coalesce(x.counters->>'total_exec_time', x.counters->>'total_time')::pg_catalog.float8 desc
limit $1::pg_catalog.int4
