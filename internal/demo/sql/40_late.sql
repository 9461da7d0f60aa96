-- What time did to it.

-- Seven months of partitions that end two months ago, one of which somebody
-- gave an index of its own; rows since then sit in the default partition.
do $$
declare
	first date := date_trunc('month', now()) - interval '8 months';
	low date;
begin
	for i in 0..5 loop
		low := first + i * interval '1 month';
		execute format('create table events_%s partition of events for values from (%L) to (%L)', to_char(low, 'YYYYMM'), low, low + interval '1 month');
	end loop;
	execute format('create index on %I (customer_id)', 'events_' || to_char(first, 'YYYYMM'));
end $$;
insert into events (customer_id, kind, at)
select 1 + i % 20000, (array['view', 'cart', 'buy'])[1 + i % 3], now() - (i % 240) * interval '1 day' from generate_series(1, 30000) i;

-- Two customers registered the same address; the unique index that was to
-- forbid it failed and stayed behind, invalid (made by the program).
insert into customers (email, full_name, country) values ('customer7@example.com', 'Customer 7 again', 'DE');

-- The old shop's order numbers were taken over: the key is nearly used up.
select setval('orders_id_seq', 2040000000);
insert into orders (customer_id, status, total_cents) select 1 + i % 20000, 'paid', 1000 from generate_series(1, 100) i;

-- Sessions are updated and deleted without end, and no vacuum comes by.
update web_sessions set hits = hits + 1, payload = repeat(md5(id::text), 8);
update web_sessions set hits = hits + 1, payload = repeat(md5(id::text), 8);
delete from web_sessions where id % 5 <> 0;

refresh materialized view reporting.top_products;

analyze countries, customers, categories, products, warehouses, stock, orders, order_items, payments, shipments, coupons, carts, reviews, invoices, tickets, supplier_feed, audit.log, audit.log_2024;
analyze web_sessions;
