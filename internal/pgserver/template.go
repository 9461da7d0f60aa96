package pgserver

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// Superuser is the role that owns every server.
const Superuser = "postgres"

// A template is the result of initdb, kept so that a start copies it instead of
// running initdb again.
type template struct {
	dir string
}

func (t template) data() string { return filepath.Join(t.dir, "data") }

// password returns the superuser's password, which connections over TCP need.
// It is random for each template and lies beside it, readable by its owner.
func (t template) password() (string, error) {
	p, err := os.ReadFile(filepath.Join(t.dir, "password"))
	if err != nil {
		return "", fmt.Errorf("read the template's password: %w", err)
	}
	return string(p), nil
}

// templateFor returns the template of these exact binaries, making it first if
// need be. Of several processes one makes it and the others wait. A stock
// template has the data checksums that initdb chooses; the other kind has none.
func templateFor(ctx context.Context, c cache, b binaries, stock bool, who account, progress func(string)) (template, error) {
	key, err := templateKey(b, stock)
	if err != nil {
		return template{}, err
	}
	t := template{filepath.Join(c.templates(), key)}
	if isDir(t.dir) {
		return t, nil
	}
	lock, err := lockFile(ctx, t.dir+".lock")
	if err != nil {
		return template{}, err
	}
	defer lock.Close()
	if isDir(t.dir) {
		return t, nil
	}
	work := template{t.dir + ".new"} // ours alone under the lock; an earlier one is a wreck
	if err := os.RemoveAll(work.dir); err != nil {
		return template{}, err
	}
	defer os.RemoveAll(work.dir)
	progress(fmt.Sprintf("preparing PostgreSQL %s for its first start", b.version))
	if err := work.make(ctx, b, stock, who); err != nil {
		return template{}, fmt.Errorf("make a data directory for PostgreSQL %s: %w", b.version, err)
	}
	return t, os.Rename(work.dir, t.dir)
}

// templateKey tells builds of one version apart: a package upgrade or another
// bin directory gets a template of its own.
func templateKey(b binaries, stock bool) (string, error) {
	info, err := os.Stat(program(b.dir, "postgres"))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s\n%d\n%d", b.dir, b.text, info.Size(), info.ModTime().UnixNano()))
	kind := "quick"
	if stock {
		kind = "stock"
	}
	return fmt.Sprintf("%s-%s-%s", b.version, kind, hex.EncodeToString(sum[:6])), nil
}

func (t template) make(ctx context.Context, b binaries, stock bool, who account) error {
	if err := os.Mkdir(t.dir, 0o700); err != nil {
		return err
	}
	pwfile := filepath.Join(t.dir, "password")
	if err := os.WriteFile(pwfile, []byte(rand.Text()), 0o600); err != nil {
		return err
	}
	for _, path := range []string{t.dir, pwfile} {
		if err := who.own(path); err != nil {
			return err
		}
	}
	args := []string{"-D", t.data(), "-U", Superuser, "-A", "trust", "--pwfile", pwfile,
		"-E", "UTF8", "--locale", locale(), "--no-sync"}
	if b.major >= 18 && !stock {
		args = append(args, "--no-data-checksums")
	}
	cmd := exec.CommandContext(ctx, program(b.dir, "initdb"), args...)
	cmd.Dir = t.dir
	cmd.Env = append(serverEnv(), "TZ=UTC") // the same TimeZone on every machine
	cmd.SysProcAttr = processAttr(who, true)
	runtime.LockOSThread() // the signal for our death comes when this thread ends
	defer runtime.UnlockOSThread()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, lastLines(string(out), 10))
	}
	if who.drop { // nobody but root may change what later servers start from
		return os.Chown(t.dir, 0, 0)
	}
	return nil
}
