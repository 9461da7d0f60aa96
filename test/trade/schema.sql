-- A wholesaler: eight tables for analytical queries.
create table region (
  region_id int primary key,
  name text not null,
  remark text
);
create table nation (
  nation_id int primary key,
  region_id int not null references region,
  name text not null,
  remark text
);
create table supplier (
  supplier_id int primary key,
  nation_id int not null references nation,
  name text not null,
  address text not null,
  phone char(15) not null,
  balance numeric(12,2) not null,
  remark text
);
create table customer (
  customer_id int primary key,
  nation_id int not null references nation,
  name text not null,
  address text not null,
  phone char(15) not null,
  balance numeric(12,2) not null,
  segment char(10) not null,
  remark text
);
create table part (
  part_id int primary key,
  name text not null,
  maker char(10) not null,
  brand char(8) not null,
  kind varchar(30) not null,
  size int not null,
  box char(9) not null,
  price numeric(12,2) not null,
  remark text
);
create table offer (
  part_id int not null references part,
  supplier_id int not null references supplier,
  stock int not null,
  cost numeric(12,2) not null,
  remark text,
  primary key (part_id, supplier_id)
);
create table orders (
  order_id bigint primary key,
  customer_id int not null references customer,
  status char(1) not null,
  total numeric(12,2) not null,
  ordered date not null,
  priority char(12) not null,
  clerk text not null,
  ship_priority int not null,
  remark text
);
create table line (
  order_id bigint not null references orders,
  line_no int not null,
  part_id int not null,
  supplier_id int not null,
  quantity numeric(8,2) not null,
  price numeric(12,2) not null,
  discount numeric(4,2) not null,
  tax numeric(4,2) not null,
  returned char(1) not null,
  status char(1) not null,
  shipped date not null,
  promised date not null,
  received date not null,
  instruction char(20) not null,
  mode char(8) not null,
  remark text,
  primary key (order_id, line_no),
  foreign key (part_id, supplier_id) references offer
);
create index supplier_nation on supplier (nation_id);
create index customer_nation on customer (nation_id);
create index offer_supplier on offer (supplier_id);
create index orders_customer on orders (customer_id);
create index orders_ordered on orders (ordered) include (total);
create index line_part_supplier on line (part_id, supplier_id);
create index line_shipped on line (shipped);
create index line_received on line (received desc);
