package app

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// shopWithWorkload is a database with a workload in pg_stat_statements.
func shopWithWorkload(t *testing.T) string {
	t.Helper()
	server := pgtest.Own(t, pgtest.DefaultMajor(), map[string]string{"shared_preload_libraries": "pg_stat_statements", "autovacuum": "off"})
	url := server.ConnString("postgres")
	conn := pgtest.Conn(t, url)
	pgtest.Exec(t, conn,
		"create extension pg_stat_statements",
		`create table customers (id int primary key, country text);
		create table orders (id int primary key, customer int, status text, total int);
		create table tiny (id int, kind int);
		create index orders_status on orders (status);
		create index orders_status_again on orders (status);
		insert into customers select g, 'c' || g % 50 from generate_series(1, 2000) g;
		insert into orders select g, g % 2000, 's' || g % 500, g from generate_series(1, 50000) g;
		insert into tiny values (1, 1), (2, 2);
		analyze`)
	for _, sql := range []string{
		"select * from orders where status = 's7'", "select * from orders where id = 7", "select * from tiny where kind = 1",
		"select c.country, sum(o.total) from orders o join customers c on c.id = o.customer group by 1",
		"select * from customers where country = 'c7'",
	} {
		pgtest.Exec(t, conn, sql)
	}
	return url
}

func fixed(rule, table string, steps ...string) advice.Finding {
	f := advice.Finding{Rule: rule, Severity: advice.Medium, Object: advice.Object{Kind: "table", Schema: "public", Name: table}, Fix: &advice.Fix{}}
	for _, s := range steps {
		f.Fix.Steps = append(f.Fix.Steps, advice.Step{SQL: s})
	}
	return f
}

func TestProve(t *testing.T) {
	t.Parallel()
	s, err := collect.From(t.Context(), shopWithWorkload(t), collect.Options{Planner: true})
	if err != nil {
		t.Fatal(err)
	}
	type want struct {
		finding  advice.Finding
		proven   bool
		fails    bool
		severity advice.Severity
		note     string
	}
	wants := map[string]want{
		"one of two":         {fixed("index/duplicate", "orders", "drop index concurrently public.orders_status_again"), true, false, advice.Medium, "none gets slower"},
		"needed":             {fixed("index/unused", "orders", "drop index concurrently public.orders_status", "drop index concurrently public.orders_status_again"), true, true, advice.Low, "1 statement of 4 would get slower without it"},
		"helps":              {fixed("constraint/foreign-key-without-index", "orders", "create index concurrently orders_customer on public.orders (customer)"), true, false, advice.Medium, "the look-up by its key"},
		"helps a statement":  {fixed("index/seq-scan-heavy-table", "customers", "create index concurrently customers_country on public.customers (country)"), true, false, advice.Medium, "1 statement of 3"},
		"too small":          {fixed("constraint/foreign-key-without-index", "tiny", "create index concurrently tiny_kind on public.tiny (kind)"), true, true, advice.Low, "would not use it"},
		"a setting":          {fixed("config/random-page-cost", "", "alter system set random_page_cost = '1.1'", "select pg_catalog.pg_reload_conf()"), true, false, advice.Medium, "of 8 would change plan"},
		"not about plans":    {fixed("config/silent-logging", "", "alter system set log_min_duration_statement = '1s'"), false, false, advice.Medium, ""},
		"a unique index":     {fixed("index/x", "tiny", "create unique index tiny_id on public.tiny (id)"), false, false, advice.Medium, ""},
		"rows are concerned": {fixed("index/x", "tiny", "update public.tiny set id = 1", "drop index public.orders_status"), false, false, advice.Medium, ""},
		"cannot be":          {fixed("index/x", "orders", "drop index public.nowhere"), false, false, advice.Medium, ""},
	}
	r := &advice.Report{}
	for name, w := range wants {
		w.finding.Title = name
		r.Findings = append(r.Findings, w.finding)
	}
	if err := prove(t.Context(), s, r, func(string) {}); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		w := wants[f.Title]
		switch {
		case (f.Proof != nil) != w.proven || f.Severity != w.severity:
			t.Errorf("%s: %s with proof %+v", f.Title, f.Severity, f.Proof)
		case w.proven && (f.Proof.Fails != w.fails || !strings.Contains(f.Proof.Note, w.note) || f.Proof.Method != "planner"):
			t.Errorf("%s: %+v, want %q", f.Title, f.Proof, w.note)
		}
	}
	if notes := strings.Join(r.Notes, "\n"); !strings.Contains(notes, "index/x on public.orders could not be tried") || !strings.Contains(notes, "nowhere") {
		t.Errorf("notes: %s", notes)
	}
}

// Without a workload nothing is known to be slower, which is no proof.
func TestProveWithoutWorkload(t *testing.T) {
	t.Parallel()
	url := pgtest.DB(t, pgtest.DefaultMajor())
	pgtest.Exec(t, pgtest.Conn(t, url), "create table t (a int); create index t_a on t (a); analyze t")
	s, err := collect.From(t.Context(), url, collect.Options{Planner: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Statements = nil
	r := &advice.Report{Findings: []advice.Finding{fixed("index/unused", "t", "drop index public.t_a")}}
	if err := prove(t.Context(), s, r, func(string) {}); err != nil {
		t.Fatal(err)
	}
	if r.Findings[0].Proof != nil || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "no workload is known") {
		t.Errorf("proof %+v, notes %q", r.Findings[0].Proof, r.Notes)
	}
	r = &advice.Report{Findings: []advice.Finding{fixed("vacuum/dead-tuples", "t", "vacuum t")}}
	if err := prove(t.Context(), &snapshot.Snapshot{}, r, nil); err != nil || len(r.Notes) != 1 {
		t.Errorf("with nothing to prove a twin was wanted: %v, %q", err, r.Notes)
	}
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	url := shopWithWorkload(t)
	trial, err := WhatIf(t.Context(), Target{Words: url}, WhatIfOptions{Do: []string{"create index on customers (country)", "drop index orders_status", "drop index orders_status_again"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(trial.Built) != 1 || trial.Built[0].Object.String() != "public.customers_country_idx" || trial.Built[0].Bytes == 0 {
		t.Errorf("built %+v", trial.Built)
	}
	if len(trial.Statements) != 2 {
		t.Fatalf("%d statements changed: %+v", len(trial.Statements), trial.Statements)
	}
	loser, gainer := trial.Statements[0], trial.Statements[1]
	if !strings.Contains(loser.Query, "status") || !loser.Loses() || loser.GainMS >= 0 || loser.PlanAfter != "Seq Scan on orders\n" {
		t.Errorf("the first is %+v", loser)
	}
	if !strings.Contains(gainer.Query, "country") || gainer.Loses() || gainer.GainMS <= 0 || gainer.Calls == 0 {
		t.Errorf("the second is %+v", gainer)
	}
	if trial.Unchanged != 6 {
		t.Errorf("%d statements stay as they are", trial.Unchanged)
	}
	trial, err = WhatIf(t.Context(), Target{Words: url}, WhatIfOptions{Set: []string{"enable_indexscan=off", "enable_bitmapscan = off"}, Queries: []string{"select * from orders where id = $1", "select * from tiny"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(trial.Statements) != 1 || trial.Unchanged != 1 || !trial.Statements[0].Loses() || len(trial.SetAside) != 0 {
		t.Errorf("with settings: %+v", trial)
	}
	for want, opt := range map[string]WhatIfOptions{
		"nothing to try": {}, "want name=value": {Set: []string{"work_mem"}}, "a setting cannot be tried": {Set: []string{"no_such_thing=1"}, Queries: []string{"select 1"}},
		"query": {Set: []string{"work_mem=1MB"}, Queries: []string{"selec 1"}}, "not tried": {Do: []string{"create index on nowhere (a)"}, Queries: []string{"select 1"}},
		"not planned": {Set: []string{"work_mem=1MB"}, Queries: []string{"select * from nowhere"}}, "one statement": {Do: []string{"drop table t; drop table u"}},
	} {
		if _, err := WhatIf(t.Context(), Target{Words: url}, opt); err == nil || ExitStatus(err) != 2 || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", opt, err, want)
		}
	}
}

func TestTwinCompares(t *testing.T) {
	t.Parallel()
	target := Target{Words: shopWithWorkload(t), Ends: true}
	w, err := StartTwin(t.Context(), target, TwinOptions{Compare: true})
	if err != nil {
		t.Fatal(err)
	}
	if c := w.Compared; c.Planned < 8 || c.Same != c.Planned || len(c.Others) != 0 {
		t.Errorf("%d of %d plans are the same: %q", c.Same, c.Planned, c.Others)
	}
	if err := w.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := StartTwin(t.Context(), Target{Words: "gone.pgsnap"}, TwinOptions{Compare: true}); err == nil || ExitStatus(err) != 2 {
		t.Errorf("a file was compared: %v", err)
	}
}
