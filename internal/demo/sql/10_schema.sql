-- A shop as it grows in five years: made with care at first, then in haste.
-- Tables that are right stand beside tables that are not.

create schema audit;
create schema reporting;
create extension pg_stat_statements;
create extension hstore;

create table countries (
	code text primary key check (length(code) = 2),
	name text not null
);

create table customers (
	id bigint generated always as identity primary key,
	email text not null,
	full_name varchar(255) not null,
	phone1 text,
	phone2 text,
	phone3 text,
	country text not null references countries (code),
	newsletter boolean,
	referral_code text,
	api_token text,
	legacy_flag integer not null default 0,
	created_at timestamptz not null default now(),
	last_seen_at timestamptz
);

create table categories (
	id integer generated always as identity primary key,
	parent_id integer references categories (id),
	title text not null unique
);
create index on categories (parent_id);

create table products (
	id bigint generated always as identity primary key,
	category_id integer not null references categories (id),
	sku text not null,
	title text not null,
	price money not null,
	weight_text text,
	attributes jsonb not null default '{}',
	tags text[] not null default '{}',
	discontinued_at timestamptz,
	created_at timestamp not null default now()
);
create index products_category_idx on products (category_id);
create index products_category_idx1 on products (category_id);
create index products_category_title_idx on products (category_id, title);
create index products_tags_idx on products using btree (tags);
create index products_sku_idx on products (sku) where sku is not null;

create table warehouses (
	id integer generated always as identity primary key,
	name text not null unique,
	country char(2) not null
);

create table stock (
	product_id bigint not null references products (id),
	warehouse_id integer not null references warehouses (id),
	quantity integer not null,
	reserved integer not null default 0,
	primary key (product_id, warehouse_id)
);
create index on stock (warehouse_id);
create index stock_product_idx on stock (product_id, warehouse_id);

create table orders (
	id serial primary key,
	customer_id bigint not null references customers (id),
	status text not null,
	coupon_id integer,
	shipping_note text,
	total_cents bigint not null,
	placed_at timestamptz not null default now(),
	cancelled_at timestamptz
);
create index orders_placed_idx on orders (placed_at);
create index orders_cancelled_idx on orders (cancelled_at);

create table order_items (
	id bigint generated always as identity primary key,
	order_id bigint not null references orders (id),
	product_id bigint not null,
	quantity integer not null check (quantity > 0),
	unit_cents bigint not null
);
alter table order_items add constraint order_items_product_fk foreign key (product_id) references products (id);
alter table order_items add constraint order_items_product_fk2 foreign key (product_id) references products (id);
create index order_items_product_idx on order_items (product_id);

create table coupons (
	id integer generated always as identity primary key,
	code text,
	percent integer not null,
	unique (code)
);
alter table orders add constraint orders_coupon_fk foreign key (coupon_id) references coupons (id) not valid;
create index on orders (coupon_id);

create table payments (
	id bigint generated always as identity primary key,
	order_id integer not null references orders (id),
	provider text not null,
	provider_payload json,
	amount_cents bigint not null,
	paid_at timestamptz not null
);
create index on payments (order_id);

create table shipments (
	id bigint generated always as identity primary key,
	order_id integer,
	product_id bigint,
	warehouse_id integer,
	shipped_at timestamptz not null,
	foreign key (product_id, warehouse_id) references stock (product_id, warehouse_id)
);
create index on shipments (product_id, warehouse_id);

-- An import job's table: no key at all.
create table supplier_feed (
	supplier text not null,
	sku text not null,
	cents bigint not null,
	received_at timestamptz not null
);
