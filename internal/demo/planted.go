package demo

// Fault is one planted fault: the rule that must find it, and the object, as
// advice.Object prints it.
type Fault struct {
	Rule   string
	Object string
}

// Planted are the faults that the scripts plant, and two that the server's own
// settings leave. More of the server's come on top.
var Planted = []Fault{
	{"schema/key-exhaustion", "public.orders_id_seq"},
	{"schema/sequence-narrower-than-column", "public.tickets_id_seq"},
	{"schema/no-unique-key", "public.supplier_feed"},
	{"schema/serial", "public.orders"},
	{"schema/char-type", "public.warehouses"},
	{"schema/money-type", "public.products"},
	{"schema/timestamp-without-time-zone", "public.products"},
	{"schema/json-type", "public.payments"},
	{"schema/legacy-type", "public.invoices.document"},
	{"schema/legacy-type", "public.tickets"},
	{"schema/uuid-in-text", "public.customers.api_token"},
	{"schema/typed-value-in-text", "public.products.weight_text"},
	{"schema/enum-like-text", "public.orders.status"},
	{"schema/nullable-never-null", "public.shipments"},
	{"schema/constant-column", "public.customers"},
	{"schema/repeating-group", "public.customers.phone1"},
	{"schema/table-inheritance", "audit.log"},
	{"schema/rewrite-rule", "protect_coupons on public.coupons"},
	{"schema/awkward-identifier", `public."OrderNotes"`},

	{"constraint/foreign-key-without-index", "orders_customer_id_fkey on public.orders"},
	{"constraint/foreign-key-without-index", "order_items_order_id_fkey on public.order_items"},
	{"constraint/foreign-key-type-mismatch", "order_items_order_id_fkey on public.order_items"},
	{"constraint/duplicate-foreign-key", "order_items_product_fk2 on public.order_items"},
	{"constraint/foreign-key-not-valid", "orders_coupon_fk on public.orders"},
	{"constraint/partly-null-foreign-key", "shipments_product_id_warehouse_id_fkey on public.shipments"},
	{"constraint/unenforced-unique", "public.products.sku"},
	{"constraint/disabled-trigger", "touch on public.customers"},

	{"index/invalid", "public.customers_email_key"},
	{"index/duplicate", "public.products_category_idx1"},
	{"index/covered-by-unique", "public.stock_product_idx"},
	{"index/predicate-always-true", "public.products_sku_idx"},
	{"index/btree-on-container-type", "public.products_tags_idx"},
	{"index/unattached-partition-index", "public.events_customer_idx"},

	{"vacuum/table-autovacuum-off", "public.web_sessions"},
	{"vacuum/dead-tuples", "public.web_sessions"},
	{"vacuum/stale-statistics", "reporting.top_products"},
	{"partition/rows-in-default", "public.events"},
	{"partition/parent-not-analyzed", "public.events"},
	{"matview/no-unique-index", "reporting.top_products"},
	{"matview/unpopulated", "reporting.sales_by_day"},

	{"security/policy-without-rls", "public.reviews"},
	{"security/rls-without-policy", "public.tickets"},
	{"security/policy-always-true", "anything on public.payments"},
	{"security/view-bypasses-rls", "public.payment_totals"},
	{"security/definer-search-path", "public.customer_email(bigint)"},
	{"security/powerful-role", "shop_admin"},

	{"connections/missing-timeouts", "shop_app"},
	{"replication/no-replica-identity", "public.supplier_feed"},
	{"query/nested-views", "public.v_dashboard"},
	{"config/unlogged-table", "public.carts"},
	{"locks/waits-not-logged", "log_lock_waits"},
	{"wal/no-archiving", "archive_mode"},
}
