package main

import (
	"context"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgserver"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/twin"
)

// twins builds a twin of a database of many tables several times.
func twins(ctx context.Context, tables, runs, major int) error {
	server, err := pgserver.Start(ctx, pgserver.Options{Major: major, Settings: map[string]string{
		"shared_preload_libraries": "pg_stat_statements", "shared_buffers": "512MB", "autovacuum": "off",
	}})
	if err != nil {
		return err
	}
	defer server.Stop(ctx)
	if err := populate(ctx, server.ConnString("postgres"), tables); err != nil {
		return fmt.Errorf("populate: %w", err)
	}
	start := time.Now()
	s, err := collect.From(ctx, server.ConnString("postgres"), collect.Options{Planner: true, Ends: true})
	if err != nil {
		return err
	}
	fmt.Printf("PostgreSQL %s, %d tables x 12 columns: snapshot in %.2f s, with %d end points\n", server.Version, tables, time.Since(start).Seconds(), len(s.EndPoints))
	var wall, cpu []float64
	for range runs {
		before := processors()
		seconds, err := buildOnce(ctx, s)
		if err != nil {
			return err
		}
		wall, cpu = append(wall, seconds), append(cpu, processors()-before)
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	fmt.Printf("medians of the builds: %.2f s wall, %.2f s of processors with the twin's end; peak memory of the program that builds: %.0f MB\n",
		wall[len(wall)/2], cpu[len(cpu)/2], peak())
	return nil
}

// processors is the time that this program and the servers it has seen end have
// taken, in seconds.
func processors() float64 {
	sum := 0.0
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if syscall.Getrusage(who, &u) == nil {
			sum += float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
		}
	}
	return sum
}

// buildOnce builds a twin, prints what each step and the whole cost, and closes it.
func buildOnce(ctx context.Context, s *snapshot.Snapshot) (seconds float64, err error) {
	start := time.Now()
	var steps []string
	last, what := start, ""
	lap := func(next string) {
		if d := time.Since(last); what != "" && d > 10*time.Millisecond {
			steps = append(steps, fmt.Sprintf("%s %.2f", what, d.Seconds()))
		}
		last, what = time.Now(), next
	}
	w, err := twin.Build(ctx, s, twin.Options{Progress: lap})
	if err != nil {
		return 0, err
	}
	defer w.Close(ctx)
	lap("")
	seconds = time.Since(start).Seconds()
	dir, err := home(w)
	if err != nil {
		return 0, err
	}
	disk, apparent, err := usage(dir)
	if err != nil {
		return 0, err
	}
	memory, err := resident(dir)
	if err != nil {
		return 0, err
	}
	fmt.Printf("built in %.2f s (%s); %.0f MB on disk, %.0f MB apparent; processes %.0f MB; %d missing\n",
		seconds, strings.Join(steps, ", "), disk, apparent, memory, len(w.Missing))
	return seconds, nil
}

// home is the directory of the twin's server, where its socket is.
func home(w *twin.Twin) (string, error) {
	u, err := url.Parse(w.ConnString())
	if err != nil {
		return "", err
	}
	return u.Query().Get("host"), nil
}

const mega = 1 << 20

// usage is what du shows, and what the lengths of the files add up to, in MB.
func usage(dir string) (disk, apparent float64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			disk += float64(st.Blocks) * 512 / mega
		}
		if info.Mode().IsRegular() {
			apparent += float64(info.Size()) / mega
		}
		return nil
	})
	return disk, apparent, err
}

// resident is the memory of the server's processes in MB, what they share counted
// once (Pss in /proc/PID/smaps_rollup).
func resident(dir string) (float64, error) {
	processes, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return 0, err
	}
	sum := 0.0
	for _, p := range processes {
		cwd, err := os.Readlink(p)
		if err != nil || !strings.HasPrefix(cwd, dir) {
			continue // gone, or not the server's
		}
		rollup, err := os.ReadFile(filepath.Join(filepath.Dir(p), "smaps_rollup"))
		if err != nil {
			return 0, err
		}
		sum += kilobytes(string(rollup), "Pss:") / 1024
	}
	return sum, nil
}

// peak is this program's largest resident set in MB.
func peak() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	return kilobytes(string(status), "VmHWM:") / 1024
}

// kilobytes is the figure in the line that begins with that word.
func kilobytes(text, word string) float64 {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, word); ok {
			if n, err := strconv.ParseFloat(strings.Fields(rest)[0], 64); err == nil {
				return n
			}
		}
	}
	return 0
}
