//go:build unix

package pgserver

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// nobody is the uid that the kernel shows for an account it does not know.
const nobody = 65534

// serverAccount returns who the server is to run as: PostgreSQL refuses root.
func serverAccount() account {
	if os.Geteuid() != 0 {
		return account{}
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue // no such account here; the next one
		}
		uid, errUID := strconv.Atoi(u.Uid)
		gid, errGID := strconv.Atoi(u.Gid)
		if errUID == nil && errGID == nil && uid > 0 && gid > 0 {
			return account{drop: true, uid: uid, gid: gid}
		}
	}
	return account{drop: true, uid: nobody, gid: nobody}
}

// own gives a file to the account that the server runs as.
func (a account) own(path string) error {
	if !a.drop {
		return nil
	}
	return os.Lchown(path, a.uid, a.gid)
}

// ownFile is own for an open file.
func (a account) ownFile(f *os.File) error {
	if !a.drop {
		return nil
	}
	return f.Chown(a.uid, a.gid)
}

// canEnter says whether the account can reach what is in dir. Directories below
// /root are the usual ones that it cannot.
func (a account) canEnter(dir string) bool {
	if !a.drop {
		return true
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || info.Mode()&0o001 == 0 {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// checkOwned refuses a directory that somebody else owns or may write to.
func checkOwned(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is not a directory", dir)
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) != os.Geteuid() {
		return fmt.Errorf("%s belongs to another user (uid %d)", dir, st.Uid)
	}
	if info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s can be written to by other users", dir)
	}
	return nil
}
