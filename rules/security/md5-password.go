package security

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Md5Password finds passwords stored as MD5 hashes, and servers that go on
// making such hashes.
var Md5Password = advice.Rule{
	ID:       "security/md5-password",
	Title:    "a password is stored as an MD5 hash",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRoles, snapshot.AreaPasswords, snapshot.AreaSettings},
	Check: func(p *advice.Pass) {
		making := makesMD5(p)
		if making {
			reportMaking(p)
		}
		for i := range p.Roles {
			r := &p.Roles[i]
			if r.PasswordKind == "md5" && r.Login {
				reportMD5(p, r)
			}
		}
	},
}

// makesMD5 reports whether new passwords become MD5 hashes; "on" is what the
// value was called before PostgreSQL 10.
func makesMD5(p *advice.Pass) bool {
	v, ok := p.ServerWide("password_encryption")
	return ok && (v == "md5" || v == "on")
}

// md5Severity is medium from the version on that warns of them.
func md5Severity(p *advice.Pass) advice.Severity {
	if p.Server.Version.AtLeast(18) {
		return advice.Medium
	}
	return advice.Low
}

func reportMaking(p *advice.Pass) {
	fix := p.SetParameter("password_encryption", "scram-sha-256", "hash new passwords by SCRAM")
	fix.Caution = "Passwords that are set from then on need clients that know SCRAM: libpq 10, or a driver of 2018 or later. pg_hba.conf may keep the method md5, which lets in both kinds."
	p.Report(advice.Finding{
		Severity: md5Severity(p),
		Title:    "every password that is set is stored as an MD5 hash, as password_encryption says",
		Object:   advice.Object{Kind: "setting", Name: "password_encryption"},
		Evidence: []advice.Evidence{{Name: "password_encryption", Value: "md5", Source: "pg_settings.setting"}},
		Impact:   advice.Impact{Summary: "roles that are to be moved to SCRAM stay on MD5 whenever their password changes"},
		Fix:      fix,
	})
}

func reportMD5(p *advice.Pass, r *snapshot.Role) {
	severity := md5Severity(p)
	what := "role " + r.Name
	if r.Superuser {
		what = "superuser " + r.Name
		severity = advice.Medium
	}
	evidence := []advice.Evidence{{Name: "password", Value: r.PasswordKind, Source: "pg_authid.rolpassword"}}
	if r.ValidUntil != "" && !strings.HasPrefix(r.ValidUntil, "infinity") {
		evidence = append(evidence, advice.Evidence{Name: "valid until", Value: r.ValidUntil, Source: "pg_roles.rolvaliduntil"})
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("the password of %s is stored as an MD5 hash", what),
		Object:   advice.Object{Kind: "role", Name: r.Name},
		Evidence: evidence,
		Impact:   advice.Impact{Summary: "who sees the hash, in a dump of the roles or a backup, can log in with it as it is, and guesses any but a long one in hours; support for MD5 is to be removed"},
		Fix: &advice.Fix{
			Summary: "set the password again under SCRAM",
			Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("set the password of %s again by \\password in psql, which hashes it before it is sent, and give the new one to its clients", r.Name))},
			Caution: "The hash cannot be turned into the other kind, and the old one cannot be brought back: there is no undo. See first that the role's clients know SCRAM and that no line of pg_hba.conf asks for a method they cannot do.",
		},
	})
}
