package snapshot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func sample() *snapshot.Snapshot {
	s := &snapshot.Snapshot{
		CollectedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Tool:        "pgadept test",
		Server:      snapshot.Server{Version: 180004, Database: "shop"},
		NotSeen:     []snapshot.NotSeen{{Area: snapshot.AreaHBARules, Why: "permission denied"}},
		WAL:         &snapshot.WALCounters{Records: 7},
	}
	for i := range 1234 {
		s.Relations = append(s.Relations, snapshot.Relation{OID: pg.OID(i + 1), Schema: "public", Name: strings.Repeat("é", i%31) + "\"; drop", Kind: "r"})
	}
	s.Relations[1].Parents = []pg.OID{1}
	return s
}

func write(t *testing.T, s *snapshot.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := snapshot.Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFileRoundTrip(t *testing.T) {
	t.Parallel()
	want := sample()
	got, err := snapshot.Read(bytes.NewReader(write(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("read differs from written (-want +got):\n%s", d)
	}
}

func pack(t *testing.T, lines ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	z.Write([]byte(strings.Join(lines, "\n") + "\n"))
	z.Close()
	return b.Bytes()
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	whole := write(t, sample())
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 0x55
	const header = `{"file":"pgadept snapshot","version":1,"tool":"x"}`
	server := `{"area":"server","value":{"version":150000}}`
	table := `{"area":"relations","rows":[{"oid":2,"name":"t","columns":[{"attnum":1,"name":"a"},{"attnum":2,"name":"","dropped":true}]}]}`
	when := `{"area":"collected_at","value":"2026-01-02T03:04:05Z"}`
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"empty":       {nil, "not a pgadept snapshot"},
		"text":        {[]byte("hello\n"), "not a pgadept snapshot"},
		"other zstd":  {pack(t, `{"x":1}`), "not a pgadept snapshot"},
		"cut short":   {whole[:len(whole)*2/3], "cut short"},
		"bit flipped": {flipped, "damaged"},
		"newer":       {pack(t, `{"file":"pgadept snapshot","version":2,"tool":"pgadept 9"}`), "newer pgadept"},
		"no footer":   {pack(t, header, server, when), "cut short"},
		"line lost":   {pack(t, header, server, when, `{"end":true,"lines":3}`), "has 2 lines and says 3"},
		"unknown":     {pack(t, header, `{"area":"spies","rows":[{}]}`), "unknown area"},
		"wrong type":  {pack(t, header, `{"area":"relations","rows":[{"oid":"x"}]}`), "relations"},
		"no version":  {pack(t, header, when, `{"end":true,"lines":1}`), "server version"},
		"circle": {pack(t, header, server, when,
			`{"area":"relations","rows":[{"oid":1,"parents":[2]},{"oid":2,"parents":[1]}]}`, `{"end":true,"lines":3}`), "circle"},
		"domain over itself": {pack(t, header, server, when,
			`{"area":"types","rows":[{"oid":1,"kind":"d","base_oid":1}]}`, `{"end":true,"lines":3}`), "circle"},
		"foreign key without a key": {pack(t, header, server, when,
			`{"area":"constraints","rows":[{"type":"f","columns":[1,2],"ref_columns":[1]}]}`, `{"end":true,"lines":3}`), "foreign key"},
		"index without a key": {pack(t, header, server, when,
			`{"area":"indexes","rows":[{"oid":1,"table_oid":2}]}`, `{"end":true,"lines":3}`), "no key"},
		"index of no table": {pack(t, header, server, when,
			`{"area":"indexes","rows":[{"oid":1,"name":"x","table_oid":2,"keys":[{"attnum":1}]}]}`, `{"end":true,"lines":3}`), `index "x" is of a table that is not in it`},
		"index on a dropped column": {pack(t, header, server, when, table,
			`{"area":"indexes","rows":[{"oid":1,"name":"x","table_oid":2,"keys":[{"attnum":2}]}]}`, `{"end":true,"lines":4}`), `on column 2 of "t"`},
		"check of no column": {pack(t, header, server, when, table,
			`{"area":"constraints","rows":[{"oid":1,"type":"c","name":"k","table_oid":2,"columns":[3]}]}`, `{"end":true,"lines":4}`), `on column 3 of "t"`},
		"key on no column": {pack(t, header, server, when, table,
			`{"area":"constraints","rows":[{"oid":1,"type":"u","name":"k","table_oid":2}]}`, `{"end":true,"lines":4}`), `is on no column`},
		"reference to no table": {pack(t, header, server, when, table,
			`{"area":"constraints","rows":[{"oid":1,"type":"f","name":"k","table_oid":2,"columns":[1],"ref_table_oid":9,"ref_columns":[1]}]}`, `{"end":true,"lines":4}`), `a table that is not in it (9)`},
		"trigger of no table": {pack(t, header, server, when, table,
			`{"area":"triggers","rows":[{"name":"g","table_oid":9}]}`, `{"end":true,"lines":4}`), `trigger "g"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := snapshot.Read(bytes.NewReader(c.in))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	if _, err := snapshot.Read(strings.NewReader("x")); !errors.Is(err, snapshot.ErrNotSnapshot) {
		t.Errorf("got %v, want ErrNotSnapshot", err)
	}
}

// A bomb of a few kilobytes that unpacks to one endless line is refused
// without holding it in memory.
func TestReadBomb(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	z.Write([]byte(`{"file":"pgadept snapshot","version":1,"tool":"x"}` + "\n"))
	zeros := bytes.Repeat([]byte("0"), 1<<20)
	for range 80 {
		z.Write(zeros)
	}
	z.Close()
	if _, err := snapshot.Read(bytes.NewReader(b.Bytes())); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("got %v, want a refusal of the long line", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"area":"relations","rows":[{"oid":1}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if !json.Valid(line) {
			return
		}
		in := pack2(line)
		s, err := snapshot.Read(bytes.NewReader(in))
		if err == nil {
			snapshot.NewCatalog(s)
		}
	})
}

func pack2(line []byte) []byte {
	var b bytes.Buffer
	z, _ := zstd.NewWriter(&b)
	z.Write([]byte(`{"file":"pgadept snapshot","version":1}` + "\n" + `{"area":"server","value":{"version":150000}}` + "\n" +
		`{"area":"collected_at","value":"2026-01-02T03:04:05Z"}` + "\n"))
	z.Write(append(bytes.ReplaceAll(line, []byte("\n"), nil), "\n{\"end\":true,\"lines\":3}\n"...))
	z.Close()
	return b.Bytes()
}

// TestReadDamaged cuts a file in many places, and damages it there: every time
// it takes one plain sentence.
func TestReadDamaged(t *testing.T) {
	t.Parallel()
	whole := write(t, sample())
	plain := regexp.MustCompile(`^(not a pgadept snapshot \(\.pgsnap\)|the snapshot is (cut short after \d+ lines; copy it again|damaged(: its [\w ]+ cannot be read| after \d+ lines); copy it again, or take another))$`)
	for i := 0; i < len(whole); i += 41 {
		_, err := snapshot.Read(bytes.NewReader(whole[:i]))
		if err == nil || !plain.MatchString(err.Error()) || i >= 18 && !strings.Contains(err.Error(), "cut short") {
			t.Errorf("the first %d bytes: got %v", i, err)
		}
		flipped := bytes.Clone(whole)
		flipped[i] ^= 0x55
		if _, err := snapshot.Read(bytes.NewReader(flipped)); err == nil || !plain.MatchString(err.Error()) {
			t.Errorf("byte %d flipped: got %v", i, err)
		}
	}
}

// TestReadFails reads a file that the disk does not give: that is no damage.
func TestReadFails(t *testing.T) {
	t.Parallel()
	whole := write(t, sample())
	broken := errors.New("input/output error")
	_, err := snapshot.Read(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || err.Error() != "read the snapshot: input/output error" {
		t.Errorf("got %v", err)
	}
}
