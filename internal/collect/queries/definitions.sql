-- one row is an operator, a cast or a text search object outside the system's,
-- with the statements that create it; not the cast that comes with a range type
select 'operator' as kind, 'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid as classid, o.oid,
  n.nspname as schema, o.oid::pg_catalog.regoperator::pg_catalog.text as name, pg_catalog.pg_get_userbyid(o.oprowner) as owner,
  pg_catalog.format('create operator %I.%s (function = %s%s)', n.nspname, o.oprname, o.oprcode, pg_catalog.concat(
    ', leftarg = ' || pg_catalog.format_type(nullif(o.oprleft, 0), null), ', rightarg = ' || pg_catalog.format_type(nullif(o.oprright, 0), null),
    case when c.oid <> 0 then pg_catalog.format(', commutator = operator(%I.%s)', cn.nspname, c.oprname) end,
    case when g.oid <> 0 then pg_catalog.format(', negator = operator(%I.%s)', gn.nspname, g.oprname) end,
    ', restrict = ' || nullif(o.oprrest::pg_catalog.text, '-'), ', join = ' || nullif(o.oprjoin::pg_catalog.text, '-'),
    case when o.oprcanhash then ', hashes' end, case when o.oprcanmerge then ', merges' end)) as definition
from pg_catalog.pg_operator o
join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
left join pg_catalog.pg_operator c on c.oid = o.oprcom
left join pg_catalog.pg_namespace cn on cn.oid = c.oprnamespace
left join pg_catalog.pg_operator g on g.oid = o.oprnegate
left join pg_catalog.pg_namespace gn on gn.oid = g.oprnamespace
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_temp' and o.oprcode <> 0
union all
select 'cast', 'pg_catalog.pg_cast'::pg_catalog.regclass, c.oid, null, pg_catalog.format('%s as %s', v.source, v.target), null,
  pg_catalog.format('create cast (%s as %s) %s%s', v.source, v.target,
    case c.castmethod when 'f' then 'with function ' || c.castfunc::pg_catalog.regprocedure when 'i' then 'with inout' else 'without function' end,
    case c.castcontext when 'a' then ' as assignment' when 'i' then ' as implicit' end)
from pg_catalog.pg_cast c
cross join lateral (select pg_catalog.format_type(c.castsource, null) as source, pg_catalog.format_type(c.casttarget, null) as target) v
where c.oid >= 16384 and not exists (
  select from pg_catalog.pg_depend d
  where d.classid = 'pg_catalog.pg_cast'::pg_catalog.regclass and d.objid = c.oid and d.deptype = 'i')
union all
select 'text search dictionary', 'pg_catalog.pg_ts_dict'::pg_catalog.regclass, d.oid, n.nspname, d.dictname, pg_catalog.pg_get_userbyid(d.dictowner),
  pg_catalog.format('create text search dictionary %I.%I (template = %I.%I%s)', n.nspname, d.dictname, tn.nspname, t.tmplname, ', ' || d.dictinitoption)
from pg_catalog.pg_ts_dict d
join pg_catalog.pg_namespace n on n.oid = d.dictnamespace
join pg_catalog.pg_ts_template t on t.oid = d.dicttemplate
join pg_catalog.pg_namespace tn on tn.oid = t.tmplnamespace
where n.nspname not in ('pg_catalog', 'information_schema')
union all
select 'text search configuration', 'pg_catalog.pg_ts_config'::pg_catalog.regclass, c.oid, n.nspname, c.cfgname, pg_catalog.pg_get_userbyid(c.cfgowner),
  pg_catalog.format('create text search configuration %I.%I (parser = %I.%I)', n.nspname, c.cfgname, pn.nspname, p.prsname) || coalesce((
    select pg_catalog.string_agg(pg_catalog.format('; alter text search configuration %I.%I add mapping for %I with %s', n.nspname, c.cfgname, k.alias, m.dictionaries), '' order by k.tokid)
    from (
      select m.maptokentype, pg_catalog.string_agg(m.mapdict::pg_catalog.regdictionary::pg_catalog.text, ', ' order by m.mapseqno) as dictionaries
      from pg_catalog.pg_ts_config_map m where m.mapcfg = c.oid group by 1
    ) m
    join pg_catalog.ts_token_type(c.cfgparser) k on k.tokid = m.maptokentype), '')
from pg_catalog.pg_ts_config c
join pg_catalog.pg_namespace n on n.oid = c.cfgnamespace
join pg_catalog.pg_ts_parser p on p.oid = c.cfgparser
join pg_catalog.pg_namespace pn on pn.oid = p.prsnamespace
where n.nspname not in ('pg_catalog', 'information_schema')
