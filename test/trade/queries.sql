-- name: shipped totals by status
select returned, status, sum(quantity), sum(price), sum(price * (1 - discount)), avg(quantity), avg(discount), count(*)
from line where shipped <= date '1998-12-01' - interval '90 days'
group by returned, status order by returned, status;
-- name: cheapest supplier of a part in a region
select s.balance, s.name, n.name, p.part_id, p.maker, s.address
from part p join offer o using (part_id) join supplier s using (supplier_id) join nation n on n.nation_id = s.nation_id join region r on r.region_id = n.region_id
where p.size = 15 and p.kind like '%brass' and r.name = 'east'
  and o.cost = (select min(o2.cost) from offer o2 join supplier s2 using (supplier_id) join nation n2 on n2.nation_id = s2.nation_id join region r2 on r2.region_id = n2.region_id
    where o2.part_id = p.part_id and r2.name = 'east')
order by s.balance desc, n.name, s.name limit 100;
-- name: open orders of a segment
select l.order_id, sum(l.price * (1 - l.discount)) as revenue, o.ordered, o.ship_priority
from customer c join orders o using (customer_id) join line l using (order_id)
where c.segment = 'building' and o.ordered < date '1995-03-15' and l.shipped > date '1995-03-15'
group by l.order_id, o.ordered, o.ship_priority order by revenue desc, o.ordered limit 10;
-- name: late lines by priority
select o.priority, count(*) from orders o
where o.ordered >= date '1993-07-01' and o.ordered < date '1993-10-01'
  and exists (select from line l where l.order_id = o.order_id and l.promised < l.received)
group by o.priority order by o.priority;
-- name: revenue inside a nation
select n.name, sum(l.price * (1 - l.discount)) as revenue
from customer c join orders o using (customer_id) join line l using (order_id) join supplier s on s.supplier_id = l.supplier_id and s.nation_id = c.nation_id
  join nation n on n.nation_id = s.nation_id join region r using (region_id)
where r.name = 'west' and o.ordered >= date '1994-01-01' and o.ordered < date '1995-01-01'
group by n.name order by revenue desc;
-- name: what discounts cost
select sum(price * discount) from line
where shipped >= date '1994-01-01' and shipped < date '1995-01-01' and discount between 0.05 and 0.07 and quantity < 24;
-- name: trade between two nations
select a.name, b.name, extract(year from l.shipped) as year, sum(l.price * (1 - l.discount))
from supplier s join line l using (supplier_id) join orders o using (order_id) join customer c using (customer_id)
  join nation a on a.nation_id = s.nation_id join nation b on b.nation_id = c.nation_id
where (a.name = 'nation 07' and b.name = 'nation 19' or a.name = 'nation 19' and b.name = 'nation 07') and l.shipped between date '1995-01-01' and date '1996-12-31'
group by 1, 2, 3 order by 1, 2, 3;
-- name: share of a market
select year, sum(case when nation = 'nation 03' then volume else 0 end) / sum(volume)
from (
  select extract(year from o.ordered) as year, l.price * (1 - l.discount) as volume, n2.name as nation
  from part p join line l using (part_id) join supplier s on s.supplier_id = l.supplier_id join orders o using (order_id) join customer c using (customer_id)
    join nation n1 on n1.nation_id = c.nation_id join region r on r.region_id = n1.region_id join nation n2 on n2.nation_id = s.nation_id
  where r.name = 'south' and o.ordered between date '1995-01-01' and date '1996-12-31' and p.kind = 'promo plated steel') x
group by year order by year;
-- name: profit by nation and year
select n.name, extract(year from o.ordered) as year, sum(l.price * (1 - l.discount) - f.cost * l.quantity)
from part p join line l using (part_id) join supplier s on s.supplier_id = l.supplier_id join offer f on f.part_id = l.part_id and f.supplier_id = l.supplier_id
  join orders o using (order_id) join nation n on n.nation_id = s.nation_id
where p.name like '%green%' group by 1, 2 order by 1, 2 desc;
-- name: customers who send goods back
select c.customer_id, c.name, sum(l.price * (1 - l.discount)) as revenue, c.balance, n.name, c.address
from customer c join orders o using (customer_id) join line l using (order_id) join nation n using (nation_id)
where o.ordered >= date '1993-10-01' and o.ordered < date '1994-01-01' and l.returned = 'r'
group by c.customer_id, c.name, c.balance, n.name, c.address order by revenue desc limit 20;
-- name: parts that make up the stock
select o.part_id, sum(o.cost * o.stock) as value
from offer o join supplier s using (supplier_id) join nation n using (nation_id) where n.name = 'nation 11'
group by o.part_id
having sum(o.cost * o.stock) > (select sum(o.cost * o.stock) * 0.0001 from offer o join supplier s using (supplier_id) join nation n using (nation_id) where n.name = 'nation 11')
order by value desc;
-- name: modes that deliver late
select l.mode, sum(case when o.priority like '1%' or o.priority like '2%' then 1 else 0 end), count(*)
from orders o join line l using (order_id)
where l.mode in ('mail', 'ship') and l.promised < l.received and l.shipped < l.promised and l.received >= date '1994-01-01' and l.received < date '1995-01-01'
group by l.mode order by l.mode;
-- name: how many customers order how often
select n, count(*) from (
  select c.customer_id, count(o.order_id) as n from customer c left join orders o on o.customer_id = c.customer_id and o.remark not like '%special%requests%'
  group by c.customer_id) x
group by n order by count(*) desc, n desc;
-- name: share of promotion
select 100 * sum(case when p.kind like 'promo%' then l.price * (1 - l.discount) else 0 end) / sum(l.price * (1 - l.discount))
from line l join part p using (part_id) where l.shipped >= date '1995-09-01' and l.shipped < date '1995-10-01';
-- name: the best supplier
with revenue as (
  select supplier_id, sum(price * (1 - discount)) as total from line where shipped >= date '1996-01-01' and shipped < date '1996-04-01' group by supplier_id)
select s.supplier_id, s.name, s.phone, r.total from supplier s join revenue r using (supplier_id)
where r.total = (select max(total) from revenue) order by s.supplier_id;
-- name: suppliers by kind of part
select p.brand, p.kind, p.size, count(distinct o.supplier_id) as suppliers
from offer o join part p using (part_id)
where p.brand <> 'b4-5' and p.kind not like 'medium polished%' and p.size in (3, 9, 14, 19, 23, 36, 45, 49)
  and o.supplier_id not in (select supplier_id from supplier where remark like '%complain%')
group by p.brand, p.kind, p.size order by suppliers desc, p.brand, p.kind, p.size;
-- name: small orders of a part
select sum(l.price) / 7 from line l join part p using (part_id)
where p.brand = 'b2-3' and p.box = 'jar 4' and l.quantity < (select 0.2 * avg(l2.quantity) from line l2 where l2.part_id = p.part_id);
-- name: large orders
select c.name, c.customer_id, o.order_id, o.ordered, o.total, sum(l.quantity)
from customer c join orders o using (customer_id) join line l using (order_id)
where o.order_id in (select order_id from line group by order_id having sum(quantity) > 300)
group by c.name, c.customer_id, o.order_id, o.ordered, o.total order by o.total desc, o.ordered limit 100;
-- name: revenue of three kinds of box
select sum(l.price * (1 - l.discount)) from line l join part p using (part_id)
where p.brand = 'b1-2' and p.box in ('case 1', 'case 2', 'case 3') and l.quantity between 1 and 11 and p.size between 1 and 5 and l.mode in ('air', 'parcel') and l.instruction = 'in person'
  or p.brand = 'b2-3' and p.box in ('bag 1', 'bag 2') and l.quantity between 10 and 20 and p.size between 1 and 10 and l.mode in ('air', 'parcel') and l.instruction = 'in person';
-- name: suppliers with too much stock
select s.name, s.address from supplier s join nation n using (nation_id)
where n.name = 'nation 05' and s.supplier_id in (
  select o.supplier_id from offer o
  where o.part_id in (select part_id from part where name like 'forest%')
    and o.stock > (select 0.5 * sum(l.quantity) from line l where l.part_id = o.part_id and l.supplier_id = o.supplier_id and l.shipped >= date '1994-01-01' and l.shipped < date '1995-01-01'))
order by s.name;
-- name: suppliers who kept orders waiting
select s.name, count(*) from supplier s join line l1 using (supplier_id) join orders o using (order_id) join nation n using (nation_id)
where o.status = 'f' and l1.received > l1.promised and n.name = 'nation 21'
  and exists (select from line l2 where l2.order_id = l1.order_id and l2.supplier_id <> l1.supplier_id)
  and not exists (select from line l3 where l3.order_id = l1.order_id and l3.supplier_id <> l1.supplier_id and l3.received > l3.promised)
group by s.name order by count(*) desc, s.name limit 100;
-- name: customers without orders
select substring(phone from 1 for 2) as area, count(*), sum(balance)
from customer c
where substring(phone from 1 for 2) in ('13', '31', '23', '29', '30', '18', '17')
  and balance > (select avg(balance) from customer where balance > 0 and substring(phone from 1 for 2) in ('13', '31', '23', '29', '30', '18', '17'))
  and not exists (select from orders o where o.customer_id = c.customer_id)
group by area order by area;
-- name: one order
select * from orders where order_id = 4004;
-- name: orders of a customer, newest first
select * from orders where customer_id = 22 order by ordered desc limit 20;
-- name: totals of a day without the table
select sum(total) from orders where ordered = date '1996-02-02';
-- name: count from the index alone
select count(*) from line where shipped between date '1994-03-01' and date '1994-03-02';
-- name: newest received
select * from line order by received desc limit 5;
-- name: before all orders
select count(*) from orders where ordered < date '1980-01-01';
-- name: behind all orders
select * from orders where ordered > date '1998-08-01';
-- name: at the end of the keys
select * from orders where order_id >= (select max(order_id) - 100 from orders);
-- name: far behind the keys
select * from line where order_id > 100000000;
-- name: at the beginning of the keys
select * from line where order_id < 5;
-- name: merge beyond the ends
select count(*) from orders o join line l on l.order_id = o.order_id where o.order_id > 5000 and l.order_id < 6000;
-- name: window over parts
select part_id, supplier_id, rank() over (partition by part_id order by cost) from offer where part_id between 100 and 120;
-- name: union of parties
select name, phone from customer where nation_id = 3 union all select name, phone from supplier where nation_id = 3 order by 1;
-- name: raise prices
update part set price = price * 1.1 where brand = 'b3-3';
-- name: ship an order
update line set shipped = date '1998-09-01' from orders o where o.order_id = line.order_id and o.customer_id = 7;
-- name: delete a customer's lines
delete from line where order_id in (select order_id from orders where customer_id = 11);
-- name: delete old orders
delete from orders where ordered < date '1992-02-01';
-- name: copy an order
insert into orders select order_id + 1, customer_id, status, total, ordered, priority, clerk, ship_priority, remark from orders where order_id = 400;
-- name: insert or update a region
insert into region values (5, 'overseas', '') on conflict (region_id) do update set remark = excluded.remark;
-- name: parameter: one order
select * from orders where order_id = $1;
-- name: parameter: orders of a period
select count(*), sum(total) from orders where ordered >= $1 and ordered < $2;
-- name: parameter: lines of a part
select l.* from line l join part p using (part_id) where p.name like $1 and l.shipped > $2 order by l.shipped limit $3;
-- name: parameter: segment
select o.* from orders o join customer c using (customer_id) where c.segment = $1 and o.status = any ($2);
-- name: parameter: update
update orders set status = $1 where order_id = $2 and status <> $1;
-- name: parameter: delete
delete from line where order_id = $1 and line_no = $2;
