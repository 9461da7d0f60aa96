package pgserver

import (
	"fmt"
	"os"
)

// serverAccount is the user that runs pgadept: on Windows pg_ctl and initdb give
// up an administrator's rights by themselves.
func serverAccount() account { return account{} }

func (a account) own(string) error         { return nil }
func (a account) ownFile(*os.File) error   { return nil }
func (a account) canEnter(dir string) bool { return true }

func checkOwned(dir string) error {
	if !isDir(dir) {
		return fmt.Errorf("%s is not a directory", dir)
	}
	return nil
}
