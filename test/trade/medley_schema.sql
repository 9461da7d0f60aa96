-- One of everything that plans depend on.
create extension pg_trgm;
create extension citext;
create extension btree_gist;
create extension btree_gin;
create type mood as enum ('sad', 'ok', 'happy', 'elated');
alter type mood add value 'tired' after 'sad';
create domain email as text check (value like '%@%');
create domain amount as numeric(12,2) not null check (value >= 0);
create type address as (street text, town text);
create type span as range (subtype = float8);
create function shout(text) returns text language sql immutable strict as 'select upper($1) || ''!''';
create function bucket(n int) returns int language plpgsql immutable as 'begin return coalesce(n, 0) / 100; end';
create function last_day() returns date language sql stable as 'select date ''2024-12-31''';

create table account (
  id bigint generated always as identity primary key,
  gone int,
  mail email not null unique,
  login citext not null,
  name varchar(60) not null,
  nick text collate "C",
  feels mood,
  town char(12),
  tags text[],
  moods mood[],
  profile jsonb,
  ip inet,
  place point,
  active daterange,
  band span,
  born date,
  seen timestamptz,
  score double precision,
  paid amount default 0,
  token uuid,
  bits bytea,
  wait interval,
  blocked boolean not null,
  home address,
  nothing int,
  initial text generated always as (upper(left(name, 1))) stored,
  unseen int
);
alter table account drop column gone;
alter table account alter column unseen set statistics 0;
alter table account alter column feels set statistics 1000;
create unique index account_login on account (login);
create index account_name on account (name);
create index account_nick on account (nick);
create index account_nick_default on account (nick collate "default");
create index account_shout on account (shout(name));
create index account_lower on account (lower(name), born);
create index account_bucket on account (bucket(nothing));
create index account_town on account ((profile ->> 'town'));
create index account_sum on account ((score + nothing));
create index account_tags on account using gin (tags);
create index account_moods on account using gin (moods);
create index account_profile on account using gin (profile jsonb_path_ops);
create index account_trgm on account using gin (name gin_trgm_ops);
create index account_active on account using gist (active);
create index account_place on account using gist (place);
create index account_place_sp on account using spgist (place);
create index account_ip on account using spgist (ip);
create index account_band on account using gist (band);
create index account_mail on account using hash (mail);
create index account_seen_brin on account using brin (seen) with (pages_per_range = 16);
create index account_born_brin on account using brin (born);
create index account_seen on account (seen desc nulls last);
create index account_born on account (born nulls first);
create index account_blocked on account (id) where blocked;
create index account_score on account (score) include (paid);
create index account_score_again on account (score) include (paid);
create index account_token on account (token);
create index account_initial on account (initial, id);
create index account_feels on account (feels, town);
create index account_wait on account (wait);
create index account_pattern on account (name text_pattern_ops);
create index account_nothing on account (nothing);
create statistics account_mcv (mcv, ndistinct, dependencies) on feels, town, blocked from account;
create statistics account_more on town, initial from account;
create statistics account_lists (mcv) on moods, login from account;
create statistics account_exprs on (lower(town)), (extract(year from born)) from account; -- 14+
create statistics account_expr on (id % 7) from account; -- 14+

create table event (
  id bigint not null,
  account_id bigint not null,
  at timestamptz not null,
  kind text not null,
  payload jsonb,
  primary key (id, at, kind)
) partition by range (at);
create table event_2024_01 partition of event for values from ('2024-01-01 00:00+00') to ('2024-02-01 00:00+00');
create table event_2024_02 partition of event for values from ('2024-02-01 00:00+00') to ('2024-03-01 00:00+00');
create table event_2024_03 partition of event for values from ('2024-03-01 00:00+00') to ('2024-04-01 00:00+00') partition by list (kind);
create table event_2024_03_web partition of event_2024_03 for values in ('click', 'view');
create table event_2024_03_rest partition of event_2024_03 default;
create table event_rest partition of event default;
create index event_account on event (account_id, at desc);
create index event_kind on event (kind) where kind <> 'view';
create index event_payload on event using gin (payload);
create index event_at on event using brin (at);

create table item (id int not null, sku text not null, price numeric(10,2), primary key (id)) partition by hash (id);
create table item_0 partition of item for values with (modulus 4, remainder 0);
create table item_1 partition of item for values with (modulus 4, remainder 1);
create table item_2 partition of item for values with (modulus 4, remainder 2);
create table item_3 partition of item for values with (modulus 4, remainder 3);
create index item_sku on item (sku);

create table log (id int primary key, at date, message text);
create table log_old (primary key (id), archived date) inherits (log);
create index log_old_at on log_old (at);
create index log_at on log (at);

create table purchase (id bigint primary key, account_id bigint references account, item_id int, quantity int not null, at timestamptz, note text) with (fillfactor = 70);
create index purchase_account on purchase (account_id);
create index purchase_at on purchase (at);
create index purchase_item on purchase (item_id, quantity);

create table queue (id bigint primary key, done boolean, body text) with (autovacuum_enabled = off);
create index queue_open on queue (id) where not done;
create table unanalyzed (a int primary key, b text, c date) with (autovacuum_enabled = off);
create index unanalyzed_b on unanalyzed (b);
create table nobody (a int primary key, b text);
create unlogged table scratch (a int, b int);
create index scratch_a on scratch (a, b);
create table settled (id int primary key, tenant text, total int);
alter table settled enable row level security;
create policy tenants on settled using (tenant = current_setting('app.tenant', true));
create index settled_tenant on settled (tenant);
create materialized view daily as select at::date as day, kind, count(*) as n from event group by 1, 2 with no data;
create unique index daily_day on daily (day, kind);
create view spender as select a.id, a.name, sum(p.quantity) as n from account a join purchase p on p.account_id = a.id group by a.id, a.name;
create view guarded with (security_barrier) as select id, name, town from account where not blocked;
