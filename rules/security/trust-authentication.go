package security

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TrustAuthentication finds lines of pg_hba.conf that let people in unasked.
var TrustAuthentication = advice.Rule{
	ID:       "security/trust-authentication",
	Title:    "pg_hba.conf lets somebody log in as anybody without a password",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaHBARules, snapshot.AreaSettings},
	Check: func(p *advice.Pass) {
		for i := range p.HBARules {
			h := &p.HBARules[i]
			if h.AuthMethod != "trust" || h.Error != "" || shadowed(p.HBARules[:i], h) {
				continue
			}
			if severity, who := reach(p, h); severity != "" {
				reportTrust(p, h, severity, who)
			}
		}
	},
}

// reach says how bad a trusting line is, and who gets in by it.
func reach(p *advice.Pass, h *snapshot.HBARule) (advice.Severity, string) {
	switch {
	case h.Type == "local" && privateSocket(p):
		return "", ""
	case h.Type == "local":
		return advice.Low, "every account of the server's machine"
	case loopback(h):
		return advice.Low, "every program on the server's machine"
	case !listens(p):
		return advice.Low, "whoever reaches the server once listen_addresses lets it listen"
	case everywhere(h):
		return advice.Critical, "every machine that reaches the server's port"
	}
	return advice.High, "every machine of " + addressOf(h)
}

// privateSocket reports whether only the server's own account gets at its
// socket. Where a directory above keeps others out cannot be seen.
func privateSocket(p *advice.Pass) bool {
	mode, err := strconv.ParseInt(p.SettingValue("unix_socket_permissions"), 8, 32)
	return err == nil && mode&0o077 == 0
}

// listens reports whether the server listens on more than loopback.
func listens(p *advice.Pass) bool {
	for a := range strings.SplitSeq(p.SettingValue("listen_addresses"), ",") {
		switch a = strings.TrimSpace(a); {
		case a == "", a == "localhost", a == "::1", strings.HasPrefix(a, "127."):
		default:
			return true
		}
	}
	return false
}

func loopback(h *snapshot.HBARule) bool {
	return strings.HasPrefix(h.Address, "127.") || h.Address == "::1" || h.Address == "samehost" || h.Address == "localhost"
}

func everywhere(h *snapshot.HBARule) bool {
	return h.Address == "all" || h.Netmask == "0.0.0.0" || h.Netmask == "::"
}

func addressOf(h *snapshot.HBARule) string {
	if h.Netmask == "" {
		return h.Address
	}
	return h.Address + " (mask " + h.Netmask + ")"
}

// shadowed reports whether a line before decides for all whom this one is for:
// the first line that matches counts, whatever its method.
func shadowed(before []snapshot.HBARule, h *snapshot.HBARule) bool {
	for i := range before {
		b := &before[i]
		sameWay := b.Type == h.Type || b.Type == "host" && strings.HasPrefix(h.Type, "host")
		sameFrom := h.Type == "local" || everywhere(b) && (b.Address == "all" || sameFamily(b, h)) || b.Address == h.Address && b.Netmask == h.Netmask
		if b.Error == "" && sameWay && sameFrom && within(h.Database, b.Database) && within(h.UserName, b.UserName) {
			return true
		}
	}
	return false
}

func sameFamily(a, b *snapshot.HBARule) bool {
	return strings.Contains(a.Address, ":") == strings.Contains(b.Address, ":")
}

// within reports whether a list of databases or users is one of those that
// another list matches; "all" does not match replication connections.
func within(list, of []string) bool {
	for _, x := range list {
		found := false
		for _, y := range of {
			found = found || y == x || y == "all" && x != "replication"
		}
		if !found {
			return false
		}
	}
	return len(list) > 0
}

// hbaLine is the line as it may stand in the file.
func hbaLine(h *snapshot.HBARule) string {
	parts := []string{h.Type, strings.Join(h.Database, ","), strings.Join(h.UserName, ",")}
	if h.Address != "" {
		parts = append(parts, h.Address)
	}
	if h.Netmask != "" {
		parts = append(parts, h.Netmask)
	}
	return strings.Join(append(parts, h.AuthMethod), " ")
}

func reportTrust(p *advice.Pass, h *snapshot.HBARule, severity advice.Severity, who string) {
	as := "any role"
	if len(h.UserName) > 0 && h.UserName[0] != "all" {
		as = strings.Join(h.UserName, ", ")
	}
	file := "pg_hba.conf"
	if s := p.Setting("hba_file"); s != nil && s.Value != "" {
		file = path.Base(s.Value)
	}
	method := "scram-sha-256"
	if h.Type == "local" {
		method = "peer (or scram-sha-256)"
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("%s may log in as %s without a password (line %d of %s)", who, as, h.LineNumber, file),
		Object:   advice.Object{Kind: "authentication", Name: hbaLine(h)},
		Evidence: []advice.Evidence{
			{Name: "line", Value: hbaLine(h), Source: "pg_hba_file_rules"},
			{Name: "listen_addresses", Value: p.SettingValue("listen_addresses"), Source: "pg_settings.setting"},
			{Name: "unix_socket_permissions", Value: p.SettingValue("unix_socket_permissions"), Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{Summary: "who gets in chooses the role, a superuser if the line allows, and with that the data and the machine"},
		Fix: &advice.Fix{
			Summary: "ask for proof of identity",
			Steps: []advice.Step{
				advice.ByHand(fmt.Sprintf("give the roles that connect this way a password, then write %s for trust in line %d of %s", method, h.LineNumber, file)),
				advice.SQL("select pg_catalog.pg_reload_conf()"),
			},
			Caution: "Keep a copy of the file: SQL cannot restore it. Keep a superuser session open until a new connection has worked.",
		},
	})
}
