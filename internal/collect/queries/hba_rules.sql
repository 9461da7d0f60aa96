-- one row is a line of pg_hba.conf
select h.line_number, h.type, h.database, h.user_name, h.address, h.netmask, h.auth_method, h.options, h.error
from pg_catalog.pg_hba_file_rules h
order by h.line_number
