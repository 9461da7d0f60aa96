package app

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func hello(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What is no regular file, such as a device or a pipe, is written to and never
// replaced: as root, -o /dev/null would take it from the whole machine.
func TestWriteFileKeepsADevice(t *testing.T) {
	t.Parallel()
	link := filepath.Join(t.TempDir(), "null")
	if err := os.Symlink(os.DevNull, link); err != nil {
		t.Skip(err)
	}
	if err := WriteFile(link, hello); err != nil {
		t.Fatal(err)
	}
	if to, err := os.Readlink(link); err != nil || to != os.DevNull {
		t.Errorf("the link to the device is gone: %q, %v", to, err)
	}
}

func TestWriteFileFollowsALink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file, link := filepath.Join(dir, "report"), filepath.Join(dir, "latest")
	if err := os.WriteFile(file, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Skip(err)
	}
	if err := WriteFile(link, hello); err != nil {
		t.Fatal(err)
	}
	if got := content(t, file); got != "hello" {
		t.Errorf("the file behind the link holds %q", got)
	}
	if _, err := os.Readlink(link); err != nil {
		t.Error(err)
	}
}

func TestWriteFileRefusesAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                                  "write " + dir + ": it is a folder",
		filepath.Join(dir, "none", "report"): "write " + filepath.Join(dir, "none", "report") + ": ",
	} {
		err := WriteFile(path, hello)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), ".pgadept-") || ExitStatus(err) != 2 {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// A report is made to be passed on: a new one has the rights that any new file
// has, and an old one keeps those it was given. A snapshot holds data.
func TestWriteFileRights(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no mode here")
	}
	dir := t.TempDir()
	rights := func(name string) fs.FileMode {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return info.Mode().Perm()
	}
	if err := os.WriteFile(filepath.Join(dir, "usual"), nil, 0o644); err != nil { // what the umask makes of it
		t.Fatal(err)
	}
	if err := WriteFile(filepath.Join(dir, "report"), hello); err != nil {
		t.Fatal(err)
	}
	if got, want := rights("report"), rights("usual"); got != want {
		t.Errorf("a new report has mode %v, want %v", got, want)
	}
	if err := os.Chmod(filepath.Join(dir, "report"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := WriteFile(filepath.Join(dir, "report"), hello); err != nil {
		t.Fatal(err)
	}
	if got := rights("report"); got != 0o640 {
		t.Errorf("an old report got mode %v", got)
	}
	for _, name := range []string{"new.pgsnap", "usual"} {
		if err := writePrivate(filepath.Join(dir, name), hello); err != nil {
			t.Fatal(err)
		}
		if got := rights(name); got != 0o600 {
			t.Errorf("the snapshot %s has mode %v", name, got)
		}
	}
}
