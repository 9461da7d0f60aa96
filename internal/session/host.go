package session

import (
	"strconv"

	"github.com/jackc/pgx/v5"
)

// Host names the server of a connection string as host:port, without secrets;
// "" when it cannot be told.
func Host(target string) string {
	c, err := pgx.ParseConfig(target)
	if err != nil {
		return ""
	}
	return c.Host + ":" + strconv.Itoa(int(c.Port))
}
