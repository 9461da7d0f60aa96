-- one row is a setting as the server and the role's own defaults have it; no
-- operator and no cast, because this runs under the search_path we were given
select s.name, s.setting, s.unit, s.category, s.context, s.vartype, s.source, s.boot_val, s.reset_val,
  s.min_val, s.max_val, s.enumvals, s.sourcefile, s.sourceline, s.pending_restart
from pg_catalog.pg_settings s
