package advice

import (
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// listSettings hold a list of names (GUC_LIST_QUOTE in guc_tables.c).
var listSettings = map[string]bool{
	"local_preload_libraries": true, "search_path": true, "session_preload_libraries": true,
	"shared_preload_libraries": true, "temp_tablespaces": true, "unix_socket_directories": true,
}

// SettingLiteral writes a setting's value for ALTER SYSTEM, ROLE or DATABASE.
// A list of names is written name by name: as one string it would become one
// name with commas in it, and a server with such a shared_preload_libraries
// does not start.
func SettingLiteral(name, value string) string {
	if !listSettings[name] {
		return pg.QuoteLiteral(value)
	}
	names := SettingNames(value)
	if len(names) == 0 {
		return "''"
	}
	for i, n := range names {
		names[i] = pg.QuoteLiteral(n)
	}
	return strings.Join(names, ", ")
}

// SettingNames splits the value of a setting that is a list of names:
// comma-separated, each bare or in double quotes.
func SettingNames(value string) []string {
	var names []string
	var b strings.Builder
	quoted := false
	flush := func() {
		if n := b.String(); n != "" {
			names = append(names, n)
		}
		b.Reset()
	}
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '"' && quoted && i+1 < len(value) && value[i+1] == '"':
			b.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			flush()
		case (c == ' ' || c == '\t') && !quoted:
		default:
			b.WriteByte(c)
		}
	}
	flush()
	return names
}
