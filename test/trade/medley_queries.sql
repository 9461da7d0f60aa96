-- name: by key
select * from account where id = 4711;
-- name: by unique domain
select * from account where mail = 'user77@example.org';
-- name: citext
select * from account where login = 'LOGIN88';
-- name: prefix in the locale
select * from account where name like 'Ann%';
-- name: prefix by pattern
select * from account where name ~~ 'Eve a%';
-- name: trigrams
select * from account where name ilike '%abc%';
-- name: regular expression
select count(*) from account where name ~ '^zo.*1';
-- name: collated
select * from account where nick < 'B' order by nick limit 10;
-- name: collated otherwise
select * from account where nick collate "default" < 'b' order by nick collate "default" limit 10;
-- name: expression by SQL function
select * from account where shout(name) > 'ZED';
-- name: expression by plpgsql
select * from account where bucket(nothing) = 0;
-- name: lower
select * from account where lower(name) = 'ann 123456' and born > '1980-01-01';
-- name: order by expression
select * from account order by lower(name), born limit 5;
-- name: json field
select * from account where profile ->> 'town' = 'town 17';
-- name: json field beyond
select * from account where profile ->> 'town' > 'zy';
-- name: sum of columns
select * from account where score + nothing > 0;
-- name: enum
select count(*) from account where feels = 'sad' and town = 'Rome';
-- name: enum and more
select count(*) from account where feels = 'tired' and town = 'Oslo 3' and not blocked;
-- name: enum less
select count(*) from account where feels < 'happy' and town > 'P';
-- name: enum group
select feels, town, blocked, count(*) from account group by 1, 2, 3;
-- name: town and initial
select town, initial, count(*) from account group by town, initial;
-- name: group by expressions
select lower(town), extract(year from born), count(*) from account group by 1, 2;
-- name: modulo
select count(*) from account where id % 7 = 3;
-- name: modulo groups
select id % 7, count(*) from account group by 1;
-- name: array of enums
select * from account where moods = array['sad', 'ok']::mood[] and login > 'm';
-- name: array of enums contains
select * from account where moods @> array['elated']::mood[];
-- name: tags
select * from account where tags @> array['t3'];
-- name: tags overlap
select * from account where tags && array['u17', 'late'];
-- name: json contains
select * from account where profile @> '{"level": 3}';
-- name: json contains rare
select * from account where profile @> '{"id": 333}';
-- name: range contains
select * from account where active @> date '2021-06-01';
-- name: range overlaps
select * from account where active && daterange('2023-12-01', '2024-01-01');
-- name: own range
select * from account where band @> 150.0::float8;
-- name: point in box
select * from account where place <@ box '((0,0),(50,50))';
-- name: nearest
select * from account order by place <-> point '(500,500)' limit 10;
-- name: subnet
select * from account where ip << '10.7.0.0/16';
-- name: brin
select count(*) from account where seen between '2024-02-01' and '2024-02-03';
-- name: born
select * from account where born > '2000-01-01' order by born desc limit 20;
-- name: born null
select * from account where born is null;
-- name: seen newest
select * from account order by seen desc nulls last limit 10;
-- name: beyond all seen
select * from account where seen > '2030-01-03';
-- name: partial
select * from account where blocked order by id limit 100;
-- name: covering, two alike
select score, paid from account where score between 5 and 6;
-- name: score below all
select * from account where score < -1;
-- name: uuid
select * from account where token > 'f0000000-0000-0000-0000-000000000000';
-- name: interval
select * from account where wait < interval '1 minute';
-- name: bytea
select * from account where bits < '\x01';
-- name: without statistics
select * from account where unseen = 3;
-- name: nothing but nulls
select * from account where nothing = 3;
-- name: composite
select * from account where home = row('street 1', 'town')::address;
-- name: generated
select * from account where initial = 'Z' order by id limit 3;
-- name: self join
select count(*) from account a join account b on a.town = b.town and a.feels = b.feels where a.id < 100;
-- name: one partition
select * from event where at >= '2024-01-10' and at < '2024-01-11' and account_id = 5;
-- name: all partitions
select kind, count(*) from event group by kind;
-- name: partitions beyond
select * from event where at > '2024-04-01';
-- name: sub-partitions
select * from event where kind = 'click' and at > '2024-03-05' and at < '2024-03-25';
-- name: newest events of an account
select * from event where account_id = 17 order by at desc limit 5;
-- name: events ordered
select * from event order by id, at limit 10;
-- name: partial index of partitions
select count(*) from event where kind = 'buy';
-- name: json in partitions
select * from event where payload @> '{"page": 7}';
-- name: join with partitions
select a.name, count(*) from account a join event e on e.account_id = a.id where a.town = 'Rome' and e.at >= '2024-02-01' group by a.name;
-- name: hash partition
select * from item where id = 42;
-- name: all hash partitions
select * from item where sku between 'sku-0' and 'sku-1';
-- name: partitionwise
select i.id, p.quantity from item i join purchase p on p.item_id = i.id where i.price < 10;
-- name: inheritance
select * from log where at = '2020-03-01';
-- name: only the parent
select * from only log where at > '2024-10-01';
-- name: child
select * from log_old where id > 5 order by id limit 2;
-- name: purchases of null
select * from purchase where account_id is null;
-- name: purchases behind the histogram
select * from purchase where at >= '2030-01-01';
-- name: fillfactor
select count(*) from purchase;
-- name: item and quantity
select * from purchase where item_id = 7 and quantity > 5;
-- name: anti join
select * from account a where not exists (select from purchase p where p.account_id = a.id);
-- name: semi join
select * from account a where a.id in (select account_id from purchase where quantity = 20);
-- name: mostly deleted
select * from queue where not done order by id limit 10;
-- name: deleted beginning
select * from queue where id < 100;
-- name: never analyzed
select * from unanalyzed where b = 'b7';
-- name: never analyzed key
select * from unanalyzed where a between 10 and 20;
-- name: never filled
select * from nobody n join unanalyzed u on u.a = n.a;
-- name: unlogged
select * from scratch where a = 3 order by b;
-- name: row security
select * from settled where tenant = 'tenant 3';
-- name: materialized view
select * from daily where day = '2024-02-02';
-- name: view
select * from spender where id = 3;
-- name: security barrier
select * from guarded where town = 'Rome' and name like 'A%';
-- name: stable function
select * from account where born > last_day();
-- name: now
select count(*) from event where at > now() - interval '30 days';
-- name: recursive
with recursive r as (select id, 1 as n from account where id = 1 union all select r.id + 1, n + 1 from r where n < 10) select * from r join account using (id);
-- name: lateral
select a.id, p.* from account a, lateral (select * from purchase p where p.account_id = a.id order by at desc limit 1) p where a.blocked;
-- name: distinct
select distinct town from account;
-- name: distinct on
select distinct on (account_id) account_id, at from event order by account_id, at desc;
-- name: grouping sets
select feels, blocked, count(*) from account group by cube (feels, blocked);
-- name: update
update account set score = score + 1 where town = 'Paris' and blocked;
-- name: update partitioned
update event set payload = '{}' where id < 100;
-- name: update across partitions
update event set at = at + interval '1 month' where account_id = 3;
-- name: delete with join
delete from purchase using account where account.id = purchase.account_id and account.feels = 'sad';
-- name: delete behind the keys
delete from event where id > 1000000000;
-- name: insert select
insert into scratch select item_id, quantity from purchase where quantity > 8;
-- name: upsert
insert into nobody select a, b from unanalyzed on conflict (a) do update set b = excluded.b where nobody.b <> excluded.b;
-- name: update of a parent
update log set message = '' where at < '2020-02-01';
-- name: locked rows
select * from purchase where account_id = 5 for update;
-- name: sample
select * from account tablesample system (1);
-- name: parameter: name
select * from account where name = $1 and born between $2 and $3;
-- name: parameter: array
select * from account where id = any ($1::bigint[]);
-- name: parameter: json
select * from account where profile @> $1 and feels = $2;
-- name: parameter: like
select * from account where name like $1 order by id limit $2;
-- name: parameter: update
update purchase set quantity = $1 where id = $2;
-- name: parameter: item
select * from item where id = $1;
-- name: parameter: group
select town, count(*) from account where seen > $1::timestamptz group by town having count(*) > $2;
