package pgserver

import (
	"context"
	"fmt"
	"os"
)

// find returns the binaries of the wanted major version, fetching them when
// the machine has none. For major 0 an installed server is preferred, the
// newest; failing that it is MaxMajor.
func find(ctx context.Context, c cache, major int, progress func(string)) (binaries, error) {
	if major != 0 && (major < MinMajor || major > MaxMajor) {
		return binaries{}, fmt.Errorf("PostgreSQL %d is not supported; ask for %d to %d", major, MinMajor, MaxMajor)
	}
	if dir := os.Getenv("PGADEPT_PG_BIN"); dir != "" {
		b, err := inspect(ctx, dir)
		if err != nil {
			return binaries{}, fmt.Errorf("PGADEPT_PG_BIN must name the bin directory of a PostgreSQL server: %w", err)
		}
		if b.satisfies(major) {
			return b, nil
		}
	}
	if b, ok := installed(ctx, major); ok {
		return b, nil
	}
	if major == 0 {
		major = MaxMajor
	}
	return fetched(ctx, c, major, progress)
}
