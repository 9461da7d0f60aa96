package connections

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Unencrypted finds roles whose sessions come over a network in clear text.
var Unencrypted = advice.Rule{
	ID:       "connections/unencrypted",
	Title:    "sessions come over the network in clear text",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSessions, snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "min_sessions", Default: 10, Unit: "sessions", Doc: "unencrypted sessions within private networks above which they are reported; from public addresses one is enough"},
	},
	Check: func(p *advice.Pass) {
		byRole := map[string][]*snapshot.Session{}
		total, public := 0, map[string]int{}
		for _, s := range p.Clients() {
			where, err := netip.ParseAddr(s.ClientAddr)
			if err != nil || where.Unmap().IsLoopback() { // a Unix socket, or the machine itself
				continue
			}
			switch {
			case s.GSS != nil && *s.GSS || s.SSL != nil && *s.SSL:
			case s.SSL == nil:
				p.NotAssessable("pg_stat_ssl does not show some sessions", "grant pg_monitor to "+p.Server.Role)
			default:
				total++
				byRole[s.UserName] = append(byRole[s.UserName], s)
				if !private(where) {
					public[s.UserName]++
				}
			}
		}
		for _, role := range slices.Sorted(maps.Keys(byRole)) {
			sessions := byRole[role]
			if public[role] > 0 || float64(total) > p.Threshold("min_sessions") {
				reportUnencrypted(p, role, sessions, public[role])
			}
		}
	},
}

// private reports addresses that no packet from the Internet reaches.
func private(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsPrivate() || a.IsLinkLocalUnicast() || sharedSpace.Contains(a)
}

// sharedSpace is used inside providers' networks (RFC 6598).
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

func reportUnencrypted(p *advice.Pass, role string, sessions []*snapshot.Session, public int) {
	var from []string
	for _, s := range sessions {
		if !slices.Contains(from, s.ClientAddr) {
			from = append(from, s.ClientAddr)
		}
	}
	slices.Sort(from)
	severity, over := advice.Medium, "a private network"
	if public > 0 {
		severity, over = advice.High, "the Internet"
	}
	title := fmt.Sprintf("%d sessions of role %s come over %s in clear text", len(sessions), role, over)
	if len(sessions) == 1 {
		title = fmt.Sprintf("a session of role %s comes over %s in clear text", role, over)
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    title,
		Object:   advice.Object{Kind: "role", Name: role},
		Evidence: []advice.Evidence{
			{Name: "sessions without TLS or GSSAPI encryption", Value: len(sessions), Source: "pg_stat_ssl.ssl, pg_stat_gssapi.encrypted"},
			{Name: "from", Value: from[:min(len(from), 10)], Source: "pg_stat_activity.client_addr"},
			{Name: "ssl", Value: p.SettingValue("ssl"), Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{Summary: "whoever sees the packets reads queries and results, and can take the session over"},
		Fix:    encrypt(p, role),
	})
}

func encrypt(p *advice.Pass, role string) *advice.Fix {
	clients := advice.ByHand(fmt.Sprintf("set sslmode=verify-full, with the authority's certificate, in the connection strings of role %s", role))
	fix := &advice.Fix{
		Summary: "encrypt first on the clients' side, then refuse clear text",
		Undo:    []advice.Step{advice.ByHand("allow clear text again where it was refused")},
		Caution: "clients without TLS are refused from the moment the server insists; look at pg_stat_ssl until none is left",
	}
	switch p.Server.Platform {
	case "rds", "aurora":
		fix.Steps = []advice.Step{clients, advice.ByHand("set rds.force_ssl = 1 in the parameter group")}
	case "azure":
		fix.Steps = []advice.Step{clients, advice.ByHand("set require_secure_transport = on in the server parameters")}
	default:
		if p.SettingValue("ssl") == "off" {
			fix.Steps = append(fix.Steps, advice.ByHand("give the server a certificate and key (ssl_cert_file, ssl_key_file), set ssl = on, and reload"))
		}
		fix.Steps = append(fix.Steps, clients, advice.ByHand(fmt.Sprintf("change the host lines of role %s in pg_hba.conf to hostssl, and reload", role)))
	}
	return fix
}
