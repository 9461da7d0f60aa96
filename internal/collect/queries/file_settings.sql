-- one row is a line of the configuration files that has an error or is not applied
select f.sourcefile, f.sourceline, f.name, f.setting, f.applied, f.error
from pg_catalog.pg_file_settings f
where f.error is not null or not f.applied
order by f.seqno
