package twin

import (
	"embed"
	"fmt"
)

//go:embed sql/*.sql
var queries embed.FS

func query(file string) string {
	text, err := queries.ReadFile("sql/" + file)
	if err != nil {
		panic(fmt.Sprintf("%s is not embedded", file)) // cannot happen: every build runs all
	}
	return string(text)
}
