// Package arch holds the test of the directions in which packages import one
// another.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/pgadept/pgadept/"

// layers: a package may import packages of its own layer or a lower one,
// within the limits that exceptions set. rules/* share a layer and import
// none of each other.
var layers = map[string]int{
	"internal/pg": 0, "internal/snapshot": 0, "internal/advice": 0, "internal/sqlparse": 0,
	"internal/sizing": 1, "internal/explain": 1, "internal/proof": 1, "internal/report": 1, "internal/mask": 1, "internal/rebuild": 1, "internal/planfile": 1, "rules": 1,
	"internal/session": 2, "internal/collect": 2, "internal/pgserver": 2, "internal/demo": 2, "internal/twin": 2,
	"internal/app": 3,
	"internal/cli": 4, "internal/docs": 4,
	"cmd/pgadept": 5,
	// Tools and test harnesses stand outside: nothing of the product imports them.
	"internal/pgtest": 9, "internal/ruletest": 9, "internal/newrule": 9, "internal/arch": 9, "test/bench": 9, "test/trade": 9,
}

// pure packages touch no disk, network, database or log, and read no clock.
var impure = []string{"os", "net", "database/sql", "log", "log/slog", "github.com/jackc/pgx"}

func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	seen := 0
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && file != root) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		seen++
		rel, err := filepath.Rel(root, filepath.Dir(file))
		if err != nil {
			return err
		}
		checkFile(t, filepath.ToSlash(rel), file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 20 {
		t.Errorf("saw %d Go files, which cannot be all", seen)
	}
}

func layerOf(pkg string) (int, bool) {
	if strings.HasPrefix(pkg, "rules/") {
		return 1, true
	}
	l, ok := layers[pkg]
	return l, ok
}

func checkFile(t *testing.T, pkg, file string) {
	t.Helper()
	layer, ok := layerOf(pkg)
	if !ok {
		t.Errorf("%s: package %s has no layer; add it to the table in internal/arch", file, pkg)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	for _, imp := range f.Imports {
		name, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		checkImport(t, pkg, file, layer, name)
	}
}

func checkImport(t *testing.T, pkg, file string, layer int, name string) {
	t.Helper()
	own, ours := strings.CutPrefix(name, module)
	if ours {
		below, ok := layerOf(own)
		switch {
		case !ok || below > layer:
			t.Errorf("%s (layer %d) imports %s (layer %d): imports point down only", file, layer, own, below)
		case pkg == "internal/snapshot" && own != "internal/pg", pkg == "internal/pg":
			t.Errorf("%s: %s may not import %s", file, pkg, own)
		case strings.HasPrefix(pkg, "rules/") && strings.HasPrefix(own, "rules/"):
			t.Errorf("%s: rules do not import each other (%s)", file, own)
		case layer == 4 && below == 4 && own != pkg && pkg != "internal/docs":
			t.Errorf("%s: skins do not import each other (%s)", file, own)
		}
	}
	if layer <= 1 {
		for _, bad := range impure {
			if name == bad || strings.HasPrefix(name, bad+"/") && bad != "net" || path.Dir(name) == bad && bad == "net" && name != "net/url" && name != "net/netip" {
				t.Errorf("%s: a pure package imports %s", file, name)
			}
		}
	}
	if strings.HasPrefix(name, "github.com/jackc/pgx") && layer != 2 && layer != 9 {
		t.Errorf("%s: pgx belongs into layer 2 only", file)
	}
	if strings.HasPrefix(name, "github.com/sqlc-dev/oliphant") && pkg != "internal/sqlparse" {
		t.Errorf("%s: the parser belongs behind internal/sqlparse", file)
	}
}
