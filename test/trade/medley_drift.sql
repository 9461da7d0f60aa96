-- What happens after the last ANALYZE: new rows behind the histograms, pending
-- lists, a table mostly deleted.
insert into account (mail, login, name, feels, town, tags, profile, born, seen, score, blocked)
select 'late' || g || '@example.org', 'Late' || g, 'Zed ' || g, 'happy', 'Oslo 1', array['late'], jsonb_build_object('town', 'zz'), date '2030-01-01' + g, timestamptz '2030-01-01 00:00+00' + g * interval '1 hour', -g, false
from generate_series(1, {n} / 20) g;
insert into event select 10 * {n} + g, g, timestamptz '2024-03-20 00:00+00' + g * interval '1 second', 'click', jsonb_build_object('page', g) from generate_series(1, {n} / 10) g;
insert into purchase select 10 * {n} + g, 1 + g % 100, g, 20, timestamptz '2031-01-01 00:00+00', 'late' from generate_series(1, {n} / 20) g;
delete from queue where id < {n} * 8 / 10;
update settled set total = -id where id % 10 = 0;
