// Command bench repeats the figures of docs/benchmarks.md: it builds a large
// database on a throwaway server and runs pgadept check against it as a
// process of its own, several times; or builds twins of it; or compares the
// plans of a wholesaler's database with those of its twin.
//
//	go run ./test/bench -tables 10000
//	go run ./test/bench -what twin -tables 5000
//	go run ./test/bench -what plans -scale 1
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/pgserver"
)

func main() {
	tables := flag.Int("tables", 10000, "number of tables; each has 12 columns, two indexes and a foreign key")
	runs := flag.Int("runs", 5, "how often to run the check-up")
	major := flag.Int("pg", 18, "major version of the server")
	what := flag.String("what", "check", "check, twin or plans")
	scale := flag.Float64("scale", 1, "for plans: the number of orders in units of 1,500,000")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch *what {
	case "check":
		err = bench(ctx, *tables, *runs, *major)
	case "twin":
		err = twins(ctx, *tables, *runs, *major)
	case "plans":
		err = plans(ctx, *scale, *major)
	default:
		err = fmt.Errorf("-what %s: check, twin or plans", *what)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, tables, runs, major int) error {
	dir, err := os.MkdirTemp("", "pgadept-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "pgadept")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "./cmd/pgadept")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build pgadept: %w", err)
	}
	server, err := pgserver.Start(ctx, pgserver.Options{Major: major, Settings: map[string]string{
		"shared_preload_libraries": "pg_stat_statements",
		"pg_stat_statements.track": "all",
		"shared_buffers":           "512MB",
	}})
	if err != nil {
		return err
	}
	defer server.Stop(ctx)
	start := time.Now()
	if err := populate(ctx, server.ConnString("postgres"), tables); err != nil {
		return fmt.Errorf("populate: %w", err)
	}
	fmt.Printf("PostgreSQL %s, %d tables x 12 columns, built in %.0f s\n", server.Version, tables, time.Since(start).Seconds())
	var all []figures
	for range runs {
		f, err := measure(ctx, binary, server.ConnString("postgres"))
		if err != nil {
			return err
		}
		fmt.Println(f)
		all = append(all, f)
	}
	fmt.Printf("median: %s\n", median(all))
	return nil
}

// median takes the median of each figure by itself.
func median(all []figures) figures {
	pick := func(get func(figures) float64) float64 {
		v := make([]float64, len(all))
		for i, f := range all {
			v[i] = get(f)
		}
		slices.Sort(v)
		return v[len(v)/2]
	}
	return figures{
		wall:      pick(func(f figures) float64 { return f.wall }),
		collect:   pick(func(f figures) float64 { return f.collect }),
		check:     pick(func(f figures) float64 { return f.check }),
		server:    pick(func(f figures) float64 { return f.server }),
		memory:    pick(func(f figures) float64 { return f.memory }),
		queries:   int(pick(func(f figures) float64 { return float64(f.queries) })),
		relations: all[0].relations,
		indexes:   all[0].indexes,
		findings:  all[0].findings,
	}
}
