-- A schema of all that is hard to rebuild. What follows "-- since N" is for
-- versions from N on, until the next such line; "-- before N" likewise.

-- since 13
create role "Owner ""1"""; create role reader; create role "select"; create role "group" noinherit; create role boss superuser;
create role "o'brien";
grant "group" to reader; grant pg_read_all_stats to reader; grant "Owner ""1""" to "o'brien" with admin option;
create extension pg_trgm; create extension citext; create extension hstore; create extension btree_gist;
create extension btree_gin; create extension intarray; create extension postgres_fdw;
create schema "Odd ""Name"".x" authorization "Owner ""1""";
create extension ltree schema "Odd ""Name"".x";
create schema "select"; create schema b; create schema "ünïcödé";
grant usage on schema "select" to reader, public;
revoke all on schema b from current_user;
create tablespace "fast disk" location '' with (random_page_cost = 1.1, seq_page_cost = 0.9);

create collation b.german (provider = libc, locale = 'C');
create collation b."Odd;Coll" (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
create type b.mood as enum ('sad', 'it''s ok', '"quoted"', 'naïve', '');
alter type b.mood add value 'before' before 'it''s ok';
grant usage on type b.mood to reader;
create domain b.positive as int constraint "more than 0" check (value > 0) default 7 not null;
create domain b.small as b.positive check (value < 100);
create domain b.words as text[] collate b.german check (array_length(value, 1) < 9);
create domain b.smalls as b.small[];
alter domain b.words add constraint later check (value is not null) not valid;
create type b.pair as (a b.small, "B" text collate "C", gone int, c b.mood[]);
alter type b.pair drop attribute gone;
alter type b.pair add attribute d b.words;
create domain b.pairs as b.pair[] check (value is null or (value[1]).a <> 3);
create type b."Nest" as (p b.pair, q b.pairs);
create function b.diff(x float8, y float8) returns float8 language sql immutable strict as 'select x - y';
create type b.span as range (subtype = float8, subtype_diff = b.diff);
create type b.textspan as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
create type b.smallspan as range (subtype = b.mood);
create domain b.someday as daterange check (not isempty(value));
revoke usage on type b.span from public;

-- functions that need tables that need functions
create function b.f(int) returns int language sql immutable parallel safe cost 7 as 'select $1 + 1';
create function b.f(text) returns text language sql immutable as $$select upper($1)$$;
create function b.guard(int) returns bool language plpgsql immutable as $$begin return $1 is null or $1 < 1000000; end$$;
create function b."Q ""f"" $f$"(a int default b.f(1), "b c" text default 'x, y)', variadic d int[] default '{1,2}') returns table ("x y" int, z text) language sql stable rows 17
  as 'select a, "b c"';
create function b.trg() returns trigger language plpgsql security definer set search_path = b, pg_temp set work_mem = '8MB' as $$begin return new; end$$;
create function b.leaky(text) returns bool language sql immutable leakproof cost 0.5 as 'select $1 > ''a''';
create function b.outs(in a int, inout b int, out c text) returns record language plpgsql as $$begin c := 'x'; end$$;
create procedure b.proc(a int, inout b text default 'a''b') language plpgsql as $$begin end$$;
alter function b.f(int) owner to "Owner ""1""";
revoke execute on function b.f(text) from public;
grant execute on function b.f(text) to reader with grant option;
set role "Owner ""1"""; reset role;
create function b.first_of(anyelement, anyelement) returns anyelement language sql immutable strict as 'select $1';
create aggregate b.first(anyelement) (sfunc = b.first_of, stype = anyelement, parallel = safe, combinefunc = b.first_of);
create aggregate b.total(int) (sfunc = int4pl, stype = int, initcond = '0', msfunc = int4pl, minvfunc = int4mi, mstype = int, minitcond = '0', finalfunc_modify = shareable);
create function b.acc(float8[], float8) returns float8[] language sql immutable as 'select $1 || $2';
create function b.fin(float8[], float8, float8) returns float8 language sql immutable as 'select $2';
create aggregate b.quart(float8 order by x float8) (sfunc = b.acc, stype = float8[], finalfunc = b.fin, finalfunc_extra, sspace = 64);
create aggregate b."never"(int) (sfunc = int4larger, stype = int, sortop = >);
create function b.plus(b.pair, b.pair) returns b.pair language sql immutable as 'select $1';
create operator b.<+> (function = b.plus, leftarg = b.pair, rightarg = b.pair, commutator = operator(b.<+>));
create function b.lt(b.pair, int) returns bool language sql immutable as 'select ($1).a < $2';
create function b.gt(int, b.pair) returns bool language sql immutable as 'select ($2).a > $1';
create function b.ge(b.pair, int) returns bool language sql immutable as 'select ($1).a >= $2';
create operator b.<# (function = b.lt, leftarg = b.pair, rightarg = int, commutator = operator(b.#>), negator = operator(b.>=#), restrict = scalarltsel, join = scalarltjoinsel);
create operator b.#> (function = b.gt, leftarg = int, rightarg = b.pair, commutator = operator(b.<#));
create operator b.>=# (function = b.ge, leftarg = b.pair, rightarg = int, negator = operator(b.<#));
create cast (varchar as b.mood) with inout as implicit;
create cast (b.pair as b."Nest") with inout as assignment;
create text search dictionary b."Plain" (template = simple, stopwords = 'english', accept = false);
create text search dictionary b.eng (template = snowball, language = 'english');
create text search configuration b."Words" (copy = pg_catalog.english);
alter text search configuration b."Words" alter mapping for asciiword, word with b."Plain", b.eng, simple;
alter text search configuration b."Words" drop mapping for url;

-- tables
create sequence b.free as smallint increment by -3 minvalue -1000 maxvalue 100 start 50 cache 5 cycle;
create sequence b.shared; grant select, usage on sequence b.shared to reader;
create table b.plain (id bigserial primary key, "Name" varchar(40) collate "C" default 'no''body' not null, gone int, n numeric(10,2) default 1.5, gone2 text,
  t timestamptz default '2024-01-02 03:04:05+00', m b.mood default 'sad', p b.pair, ps b.pairs, w b.words, s b.small, sp b.span, ms b.smalls[], c citext, h hstore, l "Odd ""Name"".x".ltree,
  ts tsvector generated always as (to_tsvector('b."Words"', "Name")) stored, up text generated always as (b.f("Name")) stored, i int default b.f(3), seq int default nextval('b.shared'),
  a int[], j jsonb, ip inet, nt name, x bit varying(7), iv interval day to second(3), bytes bytea, gone3 uuid, gone4 "char", gone5 box, gone6 timetz);
alter table b.plain drop column gone, drop column gone2, drop column gone3, drop column gone4, drop column gone5, drop column gone6;
alter table b.plain alter column "Name" set statistics 321, alter column n set (n_distinct = -0.5, n_distinct_inherited = 77), alter column j set storage external, alter column n set storage plain;
alter table b.plain set (fillfactor = 71, autovacuum_vacuum_scale_factor = 0.07, parallel_workers = 3, toast.autovacuum_enabled = false, toast_tuple_target = 200);
alter table b.plain add constraint ck check (b.guard(i)), add constraint later check (n > 0) not valid, add constraint own check (i > 0) no inherit, add check ("Name" <> ''';--');
comment on table b.plain is 'it''s';
create table b.ident (a int generated always as identity (start 5 increment 7 maxvalue 9999 cycle), b bigint generated by default as identity, c text) tablespace "fast disk";
alter sequence b.ident_b_seq rename to "B seq";
create unlogged table b."Un ""logged""" (a int, b text, "a b" int default nextval('b.free'));
create table b.empty ();
create table b.lost (gone int); alter table b.lost drop column gone;
create type b.typed as (a int, b text);
create table b.of_type of b.typed (primary key (a), b with options default 'x' not null);
create table b.wide (w b.plain, ws b."Nest"[], d b.someday);
create table "ünïcödé"."täble" ("ä" int primary key, "select" text, "a""b" int, "a.b" int, "A B;--" int unique, "$1" text);
create table b.kids (a int primary key);

-- circles
create table b.ring1 (id int primary key, other int, up int references b.ring1);
create table b.ring2 (id int primary key, other int references b.ring1 on delete cascade on update set null deferrable initially deferred);
alter table b.ring1 add foreign key (other) references b.ring2 not valid;
alter table b.ring1 add constraint "odd fk" foreign key (up) references "ünïcödé"."täble" match full on delete set default;
create table b.keyed (a int, b int, c int not null, unique (a, b), constraint "u 2" unique (b) include (c) with (fillfactor = 60) using index tablespace "fast disk" deferrable);
create table b.refs (x int, y int, foreign key (y, x) references b.keyed (a, b) match full);
create function b.count_plain() returns bigint language sql stable as 'select count(*) from b.plain';
create function b.row_of(b.plain) returns text language sql stable as 'select $1."Name"';
create function b.set_of() returns setof b.plain language sql stable rows 12 as 'select * from b.plain';
create table b.late (id int, big bigint default b.count_plain(), check (b.guard(id)), r b.plain[]);
create view b.v1 as select id, "Name" as "N ""1""", b.row_of(plain) as r, b.count_plain() as c from b.plain;
create view b.v2 ("x y", z) with (security_barrier = true) as select v."N ""1""", b.first(v.id) from b.v1 v group by 1;
create view b.grouped as select id, "Name", i from b.plain group by id;
create view b.checked with (check_option = local) as select * from b.kids where a > 0;
create view b.ops as select (p operator(b.<+>) p) as p2, p operator(b.<# ) 3 as l, 'sad'::varchar::b.mood as m, c = 'x' as ci, h -> 'a' as ha, l operator("Odd ""Name"".x".@>) 'a.b' as la from b.plain;
create view b.ext as select similarity("Name", 'x') as s, a & '{1}' as ia, "Name" % 'abc' as like_it, to_tsvector('b."Words"', "Name") as w from b.plain;
create recursive view b.rec (n) as values (1) union all select n + 1 from rec where n < 10;
create view b.defaults as select a from b.kids; alter view b.defaults alter column a set default 42;
create view b.funcs as select s.id, o.* from b.set_of() s, b.outs(1, 2) o, rows from (b."Q ""f"" $f$"(1), generate_series(1, 3)) with ordinality;
create materialized view b.mv tablespace "fast disk" as select id, "Name", count(*) over () as n from b.plain where "Name" like 'a%' with no data;
create materialized view b.mv2 with (fillfactor = 50) as select g.id, g."Name", v.z from b.grouped g, b.v2 v;
create unique index mv_key on b.mv (id); create index mv2_i on b.mv2 using hash ("Name");
alter view b.v1 owner to boss;
create or replace function b.count_plain() returns bigint language sql stable as 'select count(*) from b.late, b.v1';

-- indexes of every kind
create index plain_b on b.plain ("Name" desc nulls last, n nulls first) include (t, i) where m = 'sad' and i > 3;
create index plain_a on b.plain (lower("Name") collate "C" text_pattern_ops, (i + 1), b.f(i));
create index plain_a2 on b.plain (lower("Name") collate "C" text_pattern_ops, (i + 1), b.f(i));
create index "plain "" c" on b.plain using gin (ts, j jsonb_path_ops, "Name" gin_trgm_ops, a gin__int_ops) with (fastupdate = off);
create index plain_gist on b.plain using gist (i, "Name" gist_trgm_ops (siglen = 32), l "Odd ""Name"".x".gist_ltree_ops (siglen = 100), sp) tablespace "fast disk";
create index plain_sp on b.plain using spgist ("Name" text_ops);
create index plain_brin on b.plain using brin (t, i) with (pages_per_range = 7, autosummarize = on);
create index plain_hash on b.plain using hash (c);
create index plain_cit on b.plain (c, h);
create index plain_row on b.plain ((plain.*)) where false;
create index plain_gin_i on b.plain using gin (i, h);
create unique index plain_part on b.plain (i) where n > 5;
create index plain_bad on b.plain (n);
update pg_index set indisvalid = false where indexrelid = 'b.plain_bad'::regclass;
alter table b.plain cluster on plain_a;
create unique index plain_id on b.plain (id, "Name");
alter table b.plain replica identity using index plain_id;
alter table b.kids replica identity full;
create table b.excl (id int, during tstzrange, r int4range, exclude using gist (id with =, during with &&) where (id > 0),
  constraint "ex 2" exclude using gist (r with &&) with (fillfactor = 70) deferrable initially deferred);
create index by_using on b.keyed (c); create unique index becomes on b.keyed (c, a); alter table b.keyed add constraint became unique using index becomes;

-- inheritance
create table b.mum (id int not null, a text default 'mum', check (id > 0), gone int, z int);
create table b.dad (id int not null, b text, constraint dad_b check (b <> 'x'));
create table b.son (extra int, gone2 int) inherits (b.mum, b.dad);
create table b.daughter (z int, id int not null, gone int, a text, own text, constraint mum_id_check check (id > 0)); alter table b.daughter inherit b.mum;
create table b.grandson (constraint only_here check (extra > 1)) inherits (b.son);
alter table b.mum drop column gone; alter table b.son drop column gone2;
create index on b.mum (id); create index on b.son (id); create index on b.grandson (id, extra);

-- partitions
create table b.log (id bigint not null, at timestamptz not null, kind b.mood, gone text, body text, primary key (id, at, kind)) partition by range (at);
create table b.log_2023 (body text, at timestamptz not null, gone_here int, id bigint not null, kind b.mood, gone text, constraint "own pk" primary key (id, at, kind));
alter table b.log_2023 drop column gone_here;
create table b.log_2024 partition of b.log for values from ('2024-01-01 00:00:00+00') to ('2025-01-01 00:00:00+00') partition by list (kind);
create table b.log_2024_sad partition of b.log_2024 for values in ('sad', '');
create table b.log_2024_rest partition of b.log_2024 default with (fillfactor = 33) tablespace "fast disk";
create table b.log_rest partition of b.log default;
alter table b.log drop column gone;
alter table b.log_2023 drop column gone;
alter table b.log attach partition b.log_2023 for values from (minvalue) to ('2024-01-01 00:00:00+00');
create index log_kind on b.log (kind, at desc) where body is not null;
create index log_2023_extra on b.log_2023 (kind);
alter table b.log add constraint "fk of log" foreign key (id) references b.plain (id);
create table b.log_note (log_id bigint, log_at timestamptz, k b.mood, foreign key (log_id, log_at, k) references b.log (id, at, kind) on delete cascade);
alter table b.log add check (id > 0);
create table b.hashed (a int, b text, c int) partition by hash (a, lower(b), b.f(c));
create table b.hashed_0 partition of b.hashed for values with (modulus 2, remainder 0);
create table b.hashed_1 partition of b.hashed for values with (modulus 4, remainder 1);
create index hashed_same1 on b.hashed (a); create index hashed_same2 on b.hashed (a);
create index hashed_only on only b.hashed (c);
create index hashed_0_c on b.hashed_0 (c);
create table b.pair_list (a int, b text) partition by list (b collate "C");
create table b.pair_list_1 (a int, b text);
create index pl_free on b.pair_list_1 (a); create index pl_kept on b.pair_list_1 (a);
create index pl on only b.pair_list (a);
alter table only b.pair_list attach partition b.pair_list_1 for values in ('it''s', E'\\x', 'ä');
drop index b.pl; create index pl on only b.pair_list (a); alter index b.pl attach partition b.pl_kept;
create table b.fk_part (id int, r int) partition by list (id);
create table b.fk_part_1 (id int, r int, constraint "my own name" foreign key (r) references b.kids);
alter table b.fk_part add constraint parents_name foreign key (r) references b.kids;
alter table b.fk_part attach partition b.fk_part_1 for values in (1);
create table b.fk_part_2 partition of b.fk_part for values in (2);

-- statistics, triggers, rules, policies
create statistics b.st1 (ndistinct, mcv) on i, n from b.plain;
create statistics b."St 2" on "Name", m, i from b.plain;
alter statistics b.st1 set statistics 55;
create statistics b.st3 (dependencies) on kind, id from b.log;
create trigger "T 1" before insert or update of "Name", i on b.plain for each row when (new.i > 3 and new."Name" is distinct from 'x;') execute function b.trg('a''b', '2');
create trigger stm after delete on b.plain referencing old table as gone for each statement execute function b.trg();
create trigger off after insert on b.kids for each row execute function b.trg(); alter table b.kids disable trigger off;
create trigger always_on after insert on b.kids for each row execute function b.trg(); alter table b.kids enable always trigger always_on;
create constraint trigger ct after insert on b.kids from b.plain deferrable initially deferred for each row execute function b.trg();
create trigger log_t after insert on b.log for each row execute function b.trg();
create trigger view_t instead of update on b.v1 for each row execute function b.trg();
create rule r1 as on delete to b.kids where old.a < 0 do also insert into b.ring1 values (old.a);
create rule r2 as on insert to b.v2 do instead nothing; create rule r3 as on update to b.kids do instead nothing; alter table b.kids disable rule r3;
alter table b.plain enable row level security; alter table b.kids force row level security;
create policy "p 1" on b.plain as restrictive for select to reader, "select" using ("Name" = current_user and b.guard(i));
create policy p2 on b.plain for insert with check (exists (select from b.kids k where k.a = i));
create policy p3 on b.kids using (true);
grant select, insert on b.plain to reader with grant option; grant select ("Name", i), update (n) on b.plain to "select"; grant all on b.kids to public; revoke insert on b.kids from public;
alter table b.kids owner to "Owner ""1"""; alter table b.log owner to "o'brien"; alter type b.mood owner to boss; alter sequence b.shared owner to "select";
alter materialized view b.mv owner to "Owner ""1"""; alter statistics b."St 2" owner to boss; alter domain b.small owner to "o'brien";
revoke all on b.ring1 from current_user;

-- foreign
create server far type 'pg' version '9' foreign data wrapper postgres_fdw options (host 'db.example.org', dbname 'x', fdw_tuple_cost '0.3', fetch_size '77');
create user mapping for current_user server far options (user 'me', password 'hunter2');
create foreign table b.remote (id int options (column_name 'ID') not null, "N" text collate "C" default 'x', constraint r check (id > 0)) server far options (schema_name 's', table_name 't''x', fetch_size '5');
create foreign table b.remote_part partition of b.hashed for values with (modulus 4, remainder 3) server far options (table_name 'p');
create view b.over_remote as select * from b.remote;

-- since 14
create function b.body(lim int) returns bigint language sql stable begin atomic select count(*) from b.plain p where p.id > lim and b.guard(p.i); end;
create function b.ret(x int) returns int immutable return x + 1;
create view b.over_body as select b.body(1) as n, b.ret(2) as r;
create or replace function b.count_plain() returns bigint language sql stable begin atomic select count(*) from b.late, b.over_body, b.v2; end;
create table b.gen14 (a int, g int generated always as (b.ret(a)) stored, c text compression pglz);
alter table b.plain alter column j set compression pglz;
create statistics b.st_expr on (b.f("Name")), (i + 1), ("Name" || ', (x'), (case when i > 3 then 1 else 2 end), m from b.plain;
create statistics b.st_one on (coalesce(n, 0)) from b.plain;
create table b.multi (m datemultirange, s b.span);
create index plain_minmax on b.plain using brin (ip inet_minmax_multi_ops, "Name" text_bloom_ops (n_distinct_per_range = 50));
create procedure b.out_proc(in a int, out b int) language plpgsql as $$begin b := a; end$$;

-- since 15
create view b.invoker with (security_invoker = true) as select * from b.kids;
create unique index plain_nnd on b.plain (n, t) nulls not distinct;
create unlogged sequence b.unlogged_seq;
create table b.fk15 (a int, b int, foreign key (a, b) references b.keyed (a, b) on delete set null (b), unique nulls not distinct (a));

-- since 16
create role apart; grant reader to apart with inherit false;

-- since 17
create table b.id17 (id bigint generated always as identity, at date not null) partition by range (at);
create table b.id17_1 partition of b.id17 for values from ('2024-01-01') to ('2025-01-01');
create table b.id17_2 (at date not null, id bigint not null); alter table b.id17 attach partition b.id17_2 for values from ('2025-01-01') to ('2026-01-01');

-- since 18
create table b.new18 (a int constraint "a is there" not null, b int, c int, v int generated always as (a * 2) virtual, constraint nn not null b no inherit);
alter table b.new18 add constraint nnv not null c not valid;
alter table b.new18 add constraint ne check (c > 0) not enforced;
alter table b.new18 add constraint fkne foreign key (b) references b.kids not enforced;
create table b.period (id int, valid daterange, primary key (id, valid without overlaps));
create table b.in_period (id int, valid daterange, foreign key (id, period valid) references b.period (id, period valid));
create domain b.nn18 as text constraint "really" not null;
create table b.part18 (a int not null, b int) partition by list (a);
create table b.part18_1 (a int constraint mine not null, b int); alter table b.part18 attach partition b.part18_1 for values in (1);
alter table b.part18 add constraint nvfk foreign key (b) references b.kids not valid;
