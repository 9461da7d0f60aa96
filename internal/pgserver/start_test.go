package pgserver

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// start runs a server for the length of a test.
func start(t testing.TB, o Options) *Server {
	t.Helper()
	o.Progress = func(s string) { t.Log(s) }
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func show(t testing.TB, conn *pgx.Conn, setting string) string {
	t.Helper()
	var value string
	if err := conn.QueryRow(t.Context(), "select pg_catalog.current_setting($1)", setting).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

func TestStartEveryMajor(t *testing.T) {
	for major := MinMajor; major <= MaxMajor; major++ {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{Major: major, Settings: map[string]string{"application_name": `it's a \test`}})
			conn := connect(t, s.ConnString("postgres"))
			if got := show(t, conn, "server_version_num"); got[:2] != fmt.Sprint(major) || s.Major != major {
				t.Errorf("asked for %d, got server_version_num %s, Major %d", major, got, s.Major)
			}
			for setting, want := range map[string]string{
				"fsync": "off", "listen_addresses": "", "data_directory": s.Dir(),
				"server_encoding": "UTF8", "TimeZone": "UTC",
			} {
				if got := show(t, conn, setting); got != want {
					t.Errorf("%s is %q, not %q", setting, got, want)
				}
			}
			var pid int
			if err := conn.QueryRow(t.Context(), "select pg_catalog.pg_backend_pid()").Scan(&pid); err != nil {
				t.Fatal(err)
			}
			if s.PID() == 0 || s.PID() == pid {
				t.Errorf("PID() = %d", s.PID())
			}
			if err := s.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(s.place); !os.IsNotExist(err) {
				t.Errorf("Stop left %s: %v", s.place, err)
			}
			if err := conn.Ping(t.Context()); err == nil {
				t.Error("the server answers after Stop")
			}
		})
	}
}

func BenchmarkStart(b *testing.B) {
	for _, major := range []int{15, 18} {
		b.Run(fmt.Sprint(major), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				begin := time.Now()
				s, err := Start(b.Context(), Options{Major: major})
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(begin))
				b.StopTimer()
				if err := s.Stop(b.Context()); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "median-ms")
		})
	}
}
