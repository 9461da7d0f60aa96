-- {n} is the number of accounts.
create function pg_temp.pick(n bigint, salt bigint, choices bigint) returns bigint language sql immutable
  as $$ select (hashint8extended($1, $2) & 9223372036854775807) % $3 $$;
insert into account (mail, login, name, nick, feels, town, tags, moods, profile, ip, place, active, band, born, seen, score, paid, token, bits, wait, blocked, home, unseen)
select 'user' || g || '@example.org', 'Login' || g, (array['Ann', 'Bob', 'Cyn', 'Dan', 'Eve', 'zoë', 'Ölaf'])[1 + pg_temp.pick(g, 1, 7)] || ' ' || substr(md5(g::text), 1, 6),
  case when pg_temp.pick(g, 2, 3) > 0 then chr(65 + pg_temp.pick(g, 3, 58)::int) || g % 500 end,
  t.feels, case t.feels when 'sad' then 'Rome' when 'ok' then 'Paris' else 'Oslo ' || pg_temp.pick(g, 4, 40) end,
  array['t' || pg_temp.pick(g, 5, 20), 'u' || pg_temp.pick(g, 6, 200)], case when g % 3 = 0 then array[t.feels, 'ok']::mood[] end,
  jsonb_build_object('town', 'town ' || pg_temp.pick(g, 7, 300), 'level', pg_temp.pick(g, 8, 10), 'id', g),
  ('10.' || pg_temp.pick(g, 9, 200) || '.' || pg_temp.pick(g, 10, 250) || '.' || g % 250)::inet, point(pg_temp.pick(g, 11, 1000), pg_temp.pick(g, 12, 1000)),
  daterange(date '2020-01-01' + pg_temp.pick(g, 13, 1000)::int, date '2023-01-01' + pg_temp.pick(g, 14, 700)::int), span(pg_temp.pick(g, 15, 100), 100 + pg_temp.pick(g, 16, 100)),
  case when pg_temp.pick(g, 17, 20) > 0 then date '1950-01-01' + pg_temp.pick(g, 18, 20000)::int end, timestamptz '2024-01-01 00:00+00' + g * interval '7 minutes',
  exp(pg_temp.pick(g, 19, 1000) / 100.0), pg_temp.pick(g, 20, 100000) / 100.0, md5(g::text)::uuid, decode(md5('b' || g), 'hex'), pg_temp.pick(g, 21, 100000) * interval '1 second',
  pg_temp.pick(g, 22, 50) = 0, row('street ' || g % 100, 'town'::text)::address, g % 11
from generate_series(1, {n}) g, lateral (select (array['sad', 'ok', 'happy', 'tired', 'elated'])[1 + least(4, sqrt(pg_temp.pick(g, 23, 36))::int)]::mood as feels) t;
insert into event
select g, 1 + pg_temp.pick(g, 24, {n}), timestamptz '2023-12-25 00:00+00' + (g * 110.0 / (3 * {n})) * interval '1 day', (array['view', 'view', 'view', 'click', 'buy', 'login'])[1 + pg_temp.pick(g, 25, 6)],
  jsonb_build_object('page', pg_temp.pick(g, 26, 500))
from generate_series(1, 3 * {n}) g;
insert into item select g, 'sku-' || md5(g::text), pg_temp.pick(g, 27, 100000) / 100.0 from generate_series(1, {n}) g;
insert into log select g, date '2024-01-01' + g % 300, 'message ' || g from generate_series(1, {n} / 2) g;
insert into log_old select g, date '2020-01-01' + g % 1000, 'old ' || g, date '2024-01-01' from generate_series({n} + 1, 2 * {n}) g;
insert into purchase select g, case when g % 10 > 0 then 1 + pg_temp.pick(g, 28, {n}) end, 1 + pg_temp.pick(g, 29, {n}), 1 + pg_temp.pick(g, 30, 9), timestamptz '2022-01-01 00:00+00' + g * interval '3 minutes', repeat('x', (g % 40)::int)
from generate_series(1, 2 * {n}) g;
insert into queue select g, g % 100 > 0, 'job' from generate_series(1, {n}) g;
insert into unanalyzed select g, 'b' || g % 100, date '2024-01-01' + g % 100 from generate_series(1, {n} / 10) g;
insert into scratch select g % 1000, g from generate_series(1, {n}) g;
insert into settled select g, 'tenant ' || g % 20, g from generate_series(1, {n}) g;
refresh materialized view daily;
