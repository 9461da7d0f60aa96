package pgserver

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// copyTree copies a data directory and gives the copy to the server's account.
// A data directory has directories and plain files; anything else is refused.
func copyTree(from, to string, who account) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		dest := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			if err := os.Mkdir(dest, 0o700); err != nil {
				return err
			}
			return who.own(dest)
		case d.Type().IsRegular():
			return copyFile(path, dest, who)
		default:
			return fmt.Errorf("%s in the template is not a plain file; remove the template", path)
		}
	})
}

func copyFile(from, to string, who account) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	if err := who.ownFile(out); err != nil {
		return err
	}
	return out.Close()
}
