package twin

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// sparse extends a file by a hole, for which NTFS must be asked.
func sparse(path string, size int64) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	var n uint32
	err = windows.DeviceIoControl(windows.Handle(f.Fd()), windows.FSCTL_SET_SPARSE, nil, 0, nil, 0, &n, nil)
	if err == nil {
		err = f.Truncate(size)
	}
	return errors.Join(err, f.Close())
}
