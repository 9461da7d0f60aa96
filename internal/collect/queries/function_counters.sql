-- one row is a function whose calls are counted
select f.funcid, f.calls, f.total_time, f.self_time
from pg_catalog.pg_stat_user_functions f
order by f.funcid
