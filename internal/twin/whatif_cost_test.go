package twin

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/explain"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

var accountIndex = regexp.MustCompile(`(?m)^create index (account_\w+) on account .*;$`)

// TestWhatIfCosts takes all plain indexes from a table of one of every kind of
// column, has a twin try each of them again, and compares the costs with those of
// production after really building it. For indexes on expressions production
// analyzes too: only then it knows more of them than a guess.
func TestWhatIfCosts(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.RuleMajors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			compareCosts(t, major)
		})
	}
}

func compareCosts(t *testing.T, major int) {
	w := medley(10000)
	url, conn := w.start(t, major)
	var names, creates, drops []string
	for _, m := range accountIndex.FindAllStringSubmatch(trade.MedleySchema(major), -1) {
		names, creates, drops = append(names, m[1]), append(creates, strings.TrimSuffix(m[0], ";")), append(drops, "drop index "+m[1])
	}
	pgtest.Exec(t, conn, drops...)
	pgtest.Exec(t, conn, "vacuum analyze account", "checkpoint")
	tw := build(t, take(t, url))
	var questions []Question
	for _, q := range w.queries {
		if strings.Contains(q.SQL, "account") && !strings.Contains(q.SQL, "$") {
			questions = append(questions, Question{SQL: q.SQL})
		}
	}
	if _, err := tw.Do(t.Context(), creates...); err != nil {
		t.Fatal(err)
	}
	used := 0
	for i, name := range names {
		hidden := append(append([]string(nil), drops[:i]...), drops[i+1:]...)
		predicted := plansOf(t, tw, questions, hidden...)
		expression := strings.Contains(creates[i], "((") || strings.Contains(creates[i], "(shout") || strings.Contains(creates[i], "(lower") || strings.Contains(creates[i], "(bucket")
		real := reallyPlanned(t, conn, questions, creates[i], expression)
		var sum, worst float64
		n, wrong := 0, 0
		for q := range questions {
			if real[q] == nil || predicted[q] == nil || !uses(real[q], name) && !uses(predicted[q], name) {
				continue
			}
			n++
			if real[q].Shape() != predicted[q].Shape() {
				wrong++
			}
			off := math.Abs(predicted[q].TotalCost/real[q].TotalCost - 1)
			sum, worst = sum+off, max(worst, off)
		}
		if n == 0 {
			continue
		}
		used++
		t.Logf("%d %-22s %3d plans use it, %d of another shape; cost off by %.1f %% on average, %.1f %% at most", major, name, n, wrong, 100*sum/float64(n), 100*worst)
		limit := 0.03
		if expression { // of columns whose values say little of it, such as jsonb
			limit = 0.45
		}
		if sum/float64(n) > limit {
			t.Errorf("%d: %s: costs are off by %.1f %%", major, creates[i], 100*sum/float64(n))
		}
	}
	if used < 12 {
		t.Errorf("%d: %d indexes are used by plans", major, used)
	}
}

func uses(n *explain.Node, index string) (used bool) {
	n.Walk(func(n *explain.Node, _ int) { used = used || n.Index == index })
	return used
}

func plansOf(t *testing.T, w *Twin, questions []Question, first ...string) []*explain.Node {
	t.Helper()
	answers, err := w.ExplainAll(t.Context(), questions, first...)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*explain.Node, len(answers))
	for i, a := range answers {
		if a.Err == nil {
			out[i], err = explain.Parse(a.Plan)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// reallyPlanned builds an index, plans, and forgets it.
func reallyPlanned(t *testing.T, conn *pgx.Conn, questions []Question, create string, analyze bool) []*explain.Node {
	t.Helper()
	out := make([]*explain.Node, len(questions))
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(context.WithoutCancel(t.Context()))
	if _, err := tx.Exec(t.Context(), create); err != nil {
		t.Fatal(err)
	}
	if analyze {
		if _, err := tx.Exec(t.Context(), "analyze account"); err != nil {
			t.Fatal(err)
		}
	}
	for i, q := range questions {
		var raw []byte
		if _, err := tx.Exec(t.Context(), "savepoint s"); err != nil {
			t.Fatal(err)
		}
		if err := tx.QueryRow(t.Context(), "explain (format json, verbose) "+q.SQL).Scan(&raw); err == nil {
			if out[i], err = explain.Parse(raw); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := tx.Exec(t.Context(), "rollback to s"); err != nil {
			t.Fatal(err)
		}
	}
	return out
}
