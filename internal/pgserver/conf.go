package pgserver

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	socketPort = 5432
	socketName = ".s.PGSQL.5432"
)

// quick are the defaults of a server whose data nobody will miss.
var quick = map[string]string{
	"fsync":              "off",
	"full_page_writes":   "off",
	"synchronous_commit": "off",
	"shared_buffers":     "32MB",
}

var settingName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$`)

// reserved are the settings that say where the server lives.
var reserved = []string{"data_directory", "hba_file", "ident_file", "listen_addresses", "port", "unix_socket_directories", "unix_socket_permissions", "dynamic_shared_memory_type"}

// settings merges the defaults, what the caller wants and what is ours to say.
func settings(o Options, place string, port int) (map[string]string, error) {
	conf := map[string]string{}
	if !o.DurableDefaults {
		maps.Copy(conf, quick)
	}
	for name, value := range o.Settings {
		name = strings.ToLower(name)
		if !settingName.MatchString(name) {
			return nil, fmt.Errorf("%q is not the name of a PostgreSQL setting", name)
		}
		if slices.Contains(reserved, name) {
			return nil, fmt.Errorf("the setting %s belongs to pgserver; leave it out of Options.Settings", name)
		}
		conf[name] = value
	}
	conf["listen_addresses"] = ""
	if o.tcp() {
		conf["listen_addresses"] = "127.0.0.1"
	}
	conf["port"] = strconv.Itoa(port)
	conf["unix_socket_directories"] = ""
	if hasSockets {
		conf["unix_socket_directories"] = place
		conf["unix_socket_permissions"] = "0700"
		// Its segments are then files in the data directory and go with it;
		// those in /dev/shm would outlive a server that is killed.
		conf["dynamic_shared_memory_type"] = "mmap"
	}
	return conf, nil
}

// writeConf puts the settings behind the postgresql.conf that initdb wrote, so
// that ALTER SYSTEM still has the last word.
func writeConf(data string, conf map[string]string) error {
	path := filepath.Join(data, "postgresql.conf")
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	stock, _, _ := strings.Cut(string(b), ours)
	var text strings.Builder
	text.WriteString(stock + ours)
	for _, name := range slices.Sorted(maps.Keys(conf)) {
		fmt.Fprintf(&text, "%s = %s\n", name, quoteSetting(conf[name]))
	}
	return os.WriteFile(path, []byte(text.String()), 0o600)
}

// ours is where our part of postgresql.conf begins.
const ours = "\n# written by pgadept\n"

// Configure writes other settings than those of Start. They take effect when
// the server reloads its configuration, or restarts.
func (s *Server) Configure(conf map[string]string) error {
	o := s.options
	o.Settings = conf
	all, err := settings(o, s.place, s.port)
	if err != nil {
		return err
	}
	return writeConf(s.Dir(), all)
}

// quoteSetting quotes as guc-file.l reads: a backslash escapes, a quote doubles.
func quoteSetting(value string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `''`, "\n", `\n`, "\r", `\r`).Replace(value) + "'"
}

// writeHBA lets in whoever reaches the socket, whose directory is private, and
// wants the password over TCP, which every user of the machine can reach.
func writeHBA(data string, major int, tcp bool) error {
	var lines string
	if hasSockets {
		lines = "local all all trust\nlocal replication all trust\n"
	}
	if tcp {
		method := "scram-sha-256"
		if major < 14 {
			method = "md5" // what password_encryption is by default in 13
		}
		lines += fmt.Sprintf("host all all 127.0.0.1/32 %s\nhost replication all 127.0.0.1/32 %s\n", method, method)
	}
	return os.WriteFile(filepath.Join(data, "pg_hba.conf"), []byte(lines), 0o600)
}
