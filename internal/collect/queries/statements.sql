-- one row is an entry of pg_stat_statements for this database; {schema} is where
-- the extension lives. Older versions' names are mapped to the newest ones
select u.rolname as usename, s.queryid, pg_catalog.left(s.query, 10240) as query, pg_catalog.to_jsonb(s) - 'query' as counters
from {schema}.pg_stat_statements s
left join pg_catalog.pg_roles u on u.oid = s.userid
where s.dbid = (select d.oid from pg_catalog.pg_database d where d.datname = pg_catalog.current_database())
order by s.total_exec_time desc
limit $1::pg_catalog.int4
