-- Sessions are written with every click; somebody switched autovacuum off
-- "for the load test".
create table web_sessions (
	id bigint generated always as identity primary key,
	customer_id bigint,
	token text not null,
	hits integer not null default 0,
	payload text
) with (autovacuum_enabled = off);

-- Carts are kept unlogged "since they are only carts".
create unlogged table carts (
	id bigint generated always as identity primary key,
	customer_id bigint not null references customers (id),
	contents jsonb not null
);
create index on carts (customer_id);

create table reviews (
	id bigint generated always as identity primary key,
	product_id bigint not null references products (id),
	customer_id bigint not null references customers (id),
	stars smallint not null check (stars between 1 and 5),
	body text
);
create index on reviews (product_id);
create index on reviews (customer_id);

create table invoices (
	id integer primary key,
	order_id integer not null references orders (id),
	document xml,
	issued_at timestamptz not null
);
create index on invoices (order_id);
create sequence invoices_id_seq as integer owned by invoices.id;
alter table invoices alter column id set default nextval('invoices_id_seq');

create table tickets (
	id bigint primary key,
	customer_id bigint not null references customers (id),
	extra hstore,
	opened_at timestamptz not null default now()
);
create index on tickets (customer_id);
create sequence tickets_id_seq as integer owned by tickets.id;
alter table tickets alter column id set default nextval('tickets_id_seq');

create table "OrderNotes" (
	"Id" bigint generated always as identity primary key,
	"orderId" integer not null references orders (id),
	note text not null
);
create index on "OrderNotes" ("orderId");

-- Inheritance from before declarative partitioning.
create table audit.log (
	id bigint generated always as identity primary key,
	at timestamptz not null default now(),
	what text not null
);
create table audit.log_2024 (primary key (id)) inherits (audit.log);

-- Events are partitioned by month; nobody makes the next partitions, so new
-- rows fall into the default one.
create table events (
	id bigint generated always as identity,
	customer_id bigint,
	kind text not null,
	at timestamptz not null,
	primary key (id, at)
) partition by range (at);
create table events_default partition of events default;
create index events_customer_idx on only events (customer_id);

create rule protect_coupons as on delete to coupons do instead nothing;

create function touch_customer() returns trigger language plpgsql as $$
begin
	new.last_seen_at := now();
	return new;
end $$;
create trigger touch before update on customers for each row execute function touch_customer();
alter table customers disable trigger touch;

create function customer_email(bigint) returns text
	language sql stable security definer
	as 'select email from customers where id = $1';

-- Row security: one table with a policy that does nothing, one with the
-- switch on and no policy, one whose policy lets everything through.
create role shop_app login;
create role shop_admin login superuser;
grant usage on schema public to shop_app;
grant select, insert, update, delete on all tables in schema public to shop_app;
create policy own_reviews on reviews using (customer_id = 1);
alter table tickets enable row level security;
alter table payments enable row level security;
create policy anything on payments for all using (true) with check (true);
create view payment_totals as select order_id, sum(amount_cents) as cents from payments group by order_id;
grant select on payment_totals to shop_app;

create view v_orders as select * from orders;
create view v_open_orders as select * from v_orders where status <> 'delivered';
create view v_open_big as select * from v_open_orders where total_cents > 10000;
create view v_open_big_recent as select * from v_open_big where placed_at > now() - interval '90 days';
create view v_dashboard as select count(*) as n from v_open_big_recent;

create materialized view reporting.sales_by_day as
	select placed_at::date as day, count(*) as orders, sum(total_cents) as cents from orders group by 1
	with no data;
create materialized view reporting.top_products as
	select product_id, sum(quantity) as sold from order_items group by product_id
	with no data;
