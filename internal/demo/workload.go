package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// query is one statement of the workload and how often it runs.
type query struct {
	times int
	sql   string
	arg   func(i int) any // nil: the statement has no parameter
}

func number(i int) any { return i*37%20000 + 1 }

// queries are what the shop's programs ask: most of it harmless, some of it
// dear.
var queries = []query{
	{300, "select id, full_name from customers where id = $1", number},
	{60, "select * from orders where customer_id = $1 order by placed_at desc limit 20", number},
	{20, "select count(*) from customers where lower(email) = lower($1)", func(i int) any { return fmt.Sprintf("Customer%d@example.com", i) }},
	{40, "select * from order_items where order_id = $1", number},
	{8, "select * from v_dashboard", nil},
	{3, "select oi.product_id, sum(oi.quantity * oi.unit_cents) from order_items oi join orders o on o.id = oi.order_id group by oi.product_id order by 2 desc", nil},
	{3, "select *, row_number() over (partition by customer_id order by placed_at) from orders order by total_cents", nil},
	{200, "update stock set quantity = quantity - 1 where product_id = $1", func(i int) any { return i%15000 + 1 }},
	{40, "insert into reviews (product_id, customer_id, stars) values (1, $1, 4)", number},
}

// workload plays the queries, with little memory so that sorts spill.
func workload(ctx context.Context, c *pgx.Conn) error {
	if _, err := c.Exec(ctx, "set work_mem = '1MB'"); err != nil {
		return err
	}
	for _, q := range queries {
		for i := range q.times {
			var args []any
			if q.arg != nil {
				args = append(args, q.arg(i))
			}
			rows, err := c.Query(ctx, q.sql, args...)
			if err != nil {
				return fmt.Errorf("%w in %s", err, q.sql)
			}
			for rows.Next() {
				continue // the programs read what they ask for
			}
			if err := rows.Err(); err != nil {
				return fmt.Errorf("%w in %s", err, q.sql)
			}
		}
	}
	_, err := c.Exec(ctx, "reset work_mem")
	return err
}

// misbehave leaves behind what only sessions can: an index whose build
// failed, a replication slot without a consumer, a session idle in its
// transaction in front of one that waits (which locks/blocking-tree reports
// when it has waited for ten seconds).
func (d *Demo) misbehave(ctx context.Context, c *pgx.Conn) error {
	_, err := c.Exec(ctx, "create unique index concurrently customers_email_key on customers (email)")
	var pgErr *pgconn.PgError
	if !errors.As(err, &pgErr) || pgErr.Code != "23505" {
		return fmt.Errorf("the unique index on duplicate addresses should fail, got %w", err)
	}
	for _, sql := range []string{
		"select pg_create_logical_replication_slot('old_warehouse', 'pgoutput')",
		"create publication shop_changes for table orders, supplier_feed",
		"update orders set status = status where id <= 10000", // so few that the statistics still hold
	} {
		if _, err := c.Exec(ctx, sql); err != nil {
			return err
		}
	}
	// The shop's programs connect as a superuser: somebody was in a hurry.
	for range 3 {
		if err := d.hold(ctx, "shop-web", "shop_admin"); err != nil {
			return err
		}
	}
	if err := d.hold(ctx, "nightly-report", "", "begin", "select count(*) from orders", "update coupons set percent = percent where id = 1"); err != nil {
		return err
	}
	return d.wait(ctx, c, "checkout", "shop_app", "update coupons set percent = percent where id = 1")
}

// wait leaves a session of the role behind that waits for a lock of another, and
// returns when the server shows it waiting.
func (d *Demo) wait(ctx context.Context, c *pgx.Conn, application, role, statement string) error {
	if err := d.hold(ctx, application, role); err != nil {
		return err
	}
	last := len(d.held) - 1
	waiting := d.held[last]
	d.held = d.held[:last]
	pid := waiting.PgConn().PID()
	until, stop := context.WithCancel(context.WithoutCancel(ctx))
	ended := make(chan error, 1)
	go func() {
		_, err := waiting.Exec(until, statement)
		ended <- errors.Join(err, waiting.Close(context.WithoutCancel(ctx)))
	}()
	d.unblock = func() { stop(); <-ended }
	for waits := false; !waits; {
		select {
		case err := <-ended:
			d.unblock = stop
			return fmt.Errorf("the session %s should wait for a lock, and ended with %w", application, err)
		default:
		}
		err := c.QueryRow(ctx, "select coalesce((select wait_event_type = 'Lock' from pg_stat_activity where pid = $1), false)", pid).Scan(&waits)
		if err != nil {
			return err
		}
	}
	return nil
}

// hold opens a session that stays, named after the program it plays, as the
// given role ("" for the server's own).
func (d *Demo) hold(ctx context.Context, application, role string, statements ...string) error {
	config, err := pgx.ParseConfig(d.DSN())
	if err != nil {
		return err
	}
	config.RuntimeParams["application_name"] = application
	if role != "" {
		config.User = role
	}
	c, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	d.held = append(d.held, c)
	for _, sql := range statements {
		if _, err := c.Exec(ctx, sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
	}
	return nil
}
