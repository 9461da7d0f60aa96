-- one row: the row at one end of an index, its values printed by their types'
-- own output functions. A cast to text could be somebody's function
(select {n} as n, pg_catalog.json_build_array({values}) as values
from only {table} {alias}
where {key} is not null
order by {key} {order}
limit 1)
