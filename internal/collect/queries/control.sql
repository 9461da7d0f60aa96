-- one row: what pg_control says of the cluster
select s.system_identifier, k.timeline_id as timeline
from pg_catalog.pg_control_system() s, pg_catalog.pg_control_checkpoint() k
