-- {scale} is the number of orders in units of 1,500,000. Every run makes the same
-- rows: what looks random is a hash of the row's number and a salt.
create function pg_temp.pick(n bigint, salt bigint, choices bigint) returns bigint language sql immutable
  as $$ select (hashint8extended($1, $2) & 9223372036854775807) % $3 $$;

insert into region
select g, (array['north', 'south', 'east', 'west', 'overseas'])[g], 'region ' || g
from generate_series(1, 5) g;

insert into nation
select g, 1 + g % 5, 'nation ' || to_char(g, 'fm00'), 'of region ' || 1 + g % 5
from generate_series(1, 25) g;

insert into supplier
select g, 1 + pg_temp.pick(g, 1, 25), 'supplier ' || to_char(g, 'fm000000'), md5('s' || g), to_char(10 + pg_temp.pick(g, 2, 90), 'fm00') || '-' || to_char(pg_temp.pick(g, 3, 10000000), 'fm0000000'),
  pg_temp.pick(g, 4, 1100000) / 100.0 - 1000, case when pg_temp.pick(g, 5, 500) = 0 then 'customers complain' else 'remark ' || md5(g::text) end
from generate_series(1, greatest(10, (10000 * {scale})::int)) g;

insert into customer
select g, 1 + pg_temp.pick(g, 6, 25), 'customer ' || to_char(g, 'fm0000000'), md5('c' || g), to_char(10 + pg_temp.pick(g, 7, 25), 'fm00') || '-' || to_char(pg_temp.pick(g, 8, 10000000), 'fm0000000'),
  pg_temp.pick(g, 9, 1100000) / 100.0 - 1000, (array['building', 'car', 'furniture', 'household', 'machine'])[1 + pg_temp.pick(g, 10, 5)], 'remark ' || md5(g::text)
from generate_series(1, greatest(100, (150000 * {scale})::int)) g;

insert into part
select g, (array['amber', 'blue', 'coral', 'dark', 'earth', 'forest', 'green', 'honey', 'ivory', 'jade'])[1 + pg_temp.pick(g, 11, 10)]
    || ' ' || (array['lamp', 'screw', 'wheel', 'bottle', 'frame', 'board'])[1 + pg_temp.pick(g, 12, 6)] || ' ' || pg_temp.pick(g, 13, 1000),
  'maker ' || 1 + g % 5, 'b' || 1 + g % 5 || '-' || 1 + pg_temp.pick(g, 14, 5),
  (array['large', 'small', 'medium', 'promo', 'standard'])[1 + pg_temp.pick(g, 15, 5)] || ' ' || (array['brushed', 'plated', 'burnished', 'polished', 'anodized'])[1 + pg_temp.pick(g, 16, 5)]
    || ' ' || (array['tin', 'nickel', 'brass', 'steel', 'copper'])[1 + pg_temp.pick(g, 17, 5)],
  1 + pg_temp.pick(g, 18, 50), (array['case', 'drum', 'jar', 'bag'])[1 + pg_temp.pick(g, 19, 4)] || ' ' || 1 + pg_temp.pick(g, 20, 10),
  900 + g % 1000 + (g % 97) / 100.0, 'remark ' || g % 1000
from generate_series(1, greatest(200, (200000 * {scale})::int)) g;

insert into offer
select p.part_id, 1 + (p.part_id + i * (s.n / 4 + 1)) % s.n, pg_temp.pick(p.part_id * 4 + i, 21, 10000), 1 + pg_temp.pick(p.part_id * 4 + i, 22, 100000) / 100.0, 'remark ' || i
from part p, generate_series(0, 3) i, (select count(*)::int as n from supplier) s;

insert into orders
select g * 4, 1 + pg_temp.pick(g, 23, c.n) - pg_temp.pick(g, 23, c.n) % 3 % 2, case when d.age < 60 then 'o' when d.age < 90 then 'p' else 'f' end,
  0, date '1998-08-02' - d.age, 1 + pg_temp.pick(g, 24, 5) || (array['-urgent', '-high', '-medium', '-low', '-none'])[1 + pg_temp.pick(g, 24, 5)],
  'clerk ' || to_char(pg_temp.pick(g, 25, greatest(5, (1000 * {scale})::int)), 'fm0000'), 0, case when pg_temp.pick(g, 26, 90) = 0 then 'special requests' else 'remark ' || g % 10000 end
from generate_series(1, (1500000 * {scale})::int) g, (select count(*)::int as n from customer) c,
  lateral (select pg_temp.pick(g, 27, 2406)::int as age) d;

insert into line
select o.order_id, i, l.part_id, 1 + (l.part_id + l.k * (s.n / 4 + 1)) % s.n, l.quantity, l.quantity * (900 + l.part_id % 1000) / 10, pg_temp.pick(o.order_id * 8 + i, 28, 11) / 100.0,
  pg_temp.pick(o.order_id * 8 + i, 29, 9) / 100.0, case when l.shipped + 10 > date '1995-06-17' then 'n' when i % 2 = 0 then 'r' else 'a' end,
  case when l.shipped > date '1995-06-17' then 'o' else 'f' end, l.shipped, o.ordered + 30 + pg_temp.pick(o.order_id * 8 + i, 30, 60)::int, l.shipped + 1 + pg_temp.pick(o.order_id * 8 + i, 31, 30)::int,
  (array['in person', 'collect', 'none', 'return'])[1 + pg_temp.pick(o.order_id * 8 + i, 32, 4)],
  (array['air', 'rail', 'ship', 'truck', 'mail', 'parcel', 'boat'])[1 + pg_temp.pick(o.order_id * 8 + i, 33, 7)], 'remark ' || i
from orders o, generate_series(1, 1 + pg_temp.pick(o.order_id, 34, 7)) i, (select count(*)::int as n from supplier) s, (select count(*)::int as n from part) p,
  lateral (select 1 + pg_temp.pick(o.order_id * 8 + i, 35, p.n)::int as part_id, pg_temp.pick(o.order_id * 8 + i, 36, 4)::int as k,
    1 + pg_temp.pick(o.order_id * 8 + i, 37, 50) as quantity, o.ordered + 1 + pg_temp.pick(o.order_id * 8 + i, 38, 121)::int as shipped) l;

update orders o set total = l.total
from (select order_id, sum(price * (1 - discount) * (1 + tax)) as total from line group by order_id) l
where l.order_id = o.order_id;
