package pgserver

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// linkLibraries makes the symlinks that an npm archive cannot carry. The
// package lists them in pg-symlinks.json; its own install script, which we do
// not run, does the same.
func linkLibraries(root *os.Root) error {
	list, err := root.ReadFile("pg-symlinks.json")
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []struct{ Source, Target string }
	if err := json.Unmarshal(list, &links); err != nil {
		return fmt.Errorf("read pg-symlinks.json: %w", err)
	}
	for _, l := range links {
		name, inside := strings.CutPrefix(l.Target, "native/")
		if !inside || path.Dir(l.Source) != path.Dir(l.Target) || !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("the archive wants a link %q to %q, outside its own directory, and was refused", l.Target, l.Source)
		}
		if err := root.Symlink(path.Base(l.Source), name); err != nil && !errors.Is(err, os.ErrExist) {
			return err
		}
	}
	return nil
}
