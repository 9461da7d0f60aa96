-- one row is a version of an extension that the server can install
select name, version from pg_catalog.pg_available_extension_versions
