insert into countries select code, name from (values ('DE', 'Germany'), ('FR', 'France'), ('NL', 'Netherlands'), ('ES', 'Spain'), ('IT', 'Italy'), ('SE', 'Sweden')) as c (code, name);

insert into customers (email, full_name, phone1, phone2, country, newsletter, api_token, created_at, last_seen_at)
select 'customer' || i || '@example.com', 'Customer ' || i, '+49 30 ' || i, case when i % 10 = 0 then '+49 40 ' || i end,
	(array['DE', 'FR', 'NL', 'ES', 'IT', 'SE'])[1 + i % 6], case when i % 3 = 0 then i % 2 = 0 end,
	md5(i::text)::uuid::text, now() - i * interval '1 hour', now() - (i % 500) * interval '1 hour'
from generate_series(1, 20000) i;

insert into categories (parent_id, title) select case when i > 10 then 1 + i % 10 end, 'Category ' || i from generate_series(1, 60) i;

insert into products (category_id, sku, title, price, weight_text, attributes, tags)
select 1 + i % 60, 'SKU-' || i, 'Product ' || i, (5 + i % 200)::numeric::money, (i % 5000)::text,
	jsonb_build_object('colour', (array['red', 'green', 'blue'])[1 + i % 3], 'size', i % 12), array['tag' || i % 40, 'tag' || i % 7]
from generate_series(1, 15000) i;

insert into warehouses (name, country) select 'Warehouse ' || i, 'DE' from generate_series(1, 8) i;
insert into stock select p, 1 + p % 8, p % 100, 0 from generate_series(1, 15000) p;
insert into coupons (code, percent) select 'SAVE' || i, 5 + i % 20 from generate_series(1, 500) i;

insert into orders (customer_id, status, coupon_id, total_cents, placed_at, cancelled_at)
select 1 + (i * 7919) % 20000, (array['delivered', 'delivered', 'delivered', 'delivered', 'shipped', 'paid', 'cancelled'])[1 + i % 7],
	case when i % 20 = 0 then 1 + i % 500 end, 500 + (i * 131) % 90000, now() - (i % 700) * interval '1 day',
	case when i % 50 = 6 then now() - (i % 700) * interval '1 day' end
from generate_series(1, 60000) i;

insert into order_items (order_id, product_id, quantity, unit_cents)
select 1 + i % 60000, 1 + (i::bigint * 104729) % 15000, 1 + i % 4, 300 + i % 9000 from generate_series(1, 120000) i;

insert into payments (order_id, provider, provider_payload, amount_cents, paid_at)
select i, (array['card', 'paypal', 'invoice'])[1 + i % 3], json_build_object('ref', i), 500 + (i * 131) % 90000, now() - (i % 700) * interval '1 day'
from generate_series(1, 30000) i;

insert into shipments (order_id, product_id, warehouse_id, shipped_at)
select i, 1 + i % 15000, 1 + (1 + i % 15000) % 8, now() - (i % 600) * interval '1 day' from generate_series(1, 20000) i;

insert into supplier_feed select 'supplier ' || i % 30, 'SKU-' || i % 15000, 100 + i % 7000, now() - i * interval '1 minute' from generate_series(1, 25000) i;

insert into web_sessions (customer_id, token, payload) select 1 + i % 20000, md5(i::text), repeat(md5(i::text), 8) from generate_series(1, 50000) i;
insert into carts (customer_id, contents) select 1 + i % 20000, '{"items": []}' from generate_series(1, 3000) i;
insert into reviews (product_id, customer_id, stars, body) select 1 + i % 15000, 1 + i % 20000, 1 + i % 5, 'Fine' from generate_series(1, 20000) i;
insert into invoices (order_id, issued_at) select i, now() from generate_series(1, 2000) i;
insert into tickets (customer_id, opened_at) select 1 + i % 20000, now() from generate_series(1, 2000) i;
insert into "OrderNotes" ("orderId", note) select 1 + i % 60000, 'please ring twice' from generate_series(1, 1000) i;
insert into audit.log (what) select 'login ' || i from generate_series(1, 5000) i;
insert into audit.log_2024 (id, at, what) select i, '2024-06-01', 'login ' || i from generate_series(1, 5000) i;
