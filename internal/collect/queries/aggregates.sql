-- one row is an aggregate outside the system's with the statement that creates it
select g.aggfnoid::pg_catalog.oid as oid, pg_catalog.format('create aggregate %I.%I(%s) (sfunc = %s, stype = %s%s)',
  n.nspname, p.proname, coalesce(nullif(pg_catalog.pg_get_function_identity_arguments(p.oid), ''), '*'),
  g.aggtransfn, pg_catalog.format_type(g.aggtranstype, null), pg_catalog.concat(
    ', sspace = ' || nullif(g.aggtransspace, 0),
    ', finalfunc = ' || nullif(g.aggfinalfn::pg_catalog.text, '-'),
    case when g.aggfinalextra then ', finalfunc_extra' end,
    ', finalfunc_modify = ' || case g.aggfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end,
    ', combinefunc = ' || nullif(g.aggcombinefn::pg_catalog.text, '-'),
    ', serialfunc = ' || nullif(g.aggserialfn::pg_catalog.text, '-'),
    ', deserialfunc = ' || nullif(g.aggdeserialfn::pg_catalog.text, '-'),
    ', initcond = ' || pg_catalog.quote_literal(g.agginitval),
    ', msfunc = ' || nullif(g.aggmtransfn::pg_catalog.text, '-'),
    ', minvfunc = ' || nullif(g.aggminvtransfn::pg_catalog.text, '-'),
    ', mstype = ' || pg_catalog.format_type(nullif(g.aggmtranstype, 0), null),
    ', msspace = ' || nullif(g.aggmtransspace, 0),
    ', mfinalfunc = ' || nullif(g.aggmfinalfn::pg_catalog.text, '-'),
    case when g.aggmfinalextra then ', mfinalfunc_extra' end,
    case when g.aggmtransfn <> 0 then ', mfinalfunc_modify = ' || case g.aggmfinalmodify when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end end,
    ', minitcond = ' || pg_catalog.quote_literal(g.aggminitval),
    case when o.oid <> 0 then pg_catalog.format(', sortop = operator(%I.%s)', so.nspname, o.oprname) end,
    case p.proparallel when 's' then ', parallel = safe' when 'r' then ', parallel = restricted' end,
    case g.aggkind when 'h' then ', hypothetical' end)) as definition
from pg_catalog.pg_aggregate g
join pg_catalog.pg_proc p on p.oid = g.aggfnoid
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
left join pg_catalog.pg_operator o on o.oid = g.aggsortop
left join pg_catalog.pg_namespace so on so.oid = o.oprnamespace
left join pg_catalog.pg_depend x on x.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and x.objid = p.oid and x.deptype = 'e'
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_temp' and x.objid is null
