package pg

import (
	"fmt"
	"strings"
)

// Grant is one aclitem: who may do what. Grantee is empty for PUBLIC;
// Privileges are the letters of the manual's table 5.1, each followed by *
// where it may be granted on.
type Grant struct {
	Grantee    string
	Privileges string
	Grantor    string
}

// Has reports whether the grant holds the privilege letter: 'r' for SELECT,
// 'X' for EXECUTE, 'C' for CREATE and so on.
func (g Grant) Has(letter byte) bool { return strings.IndexByte(g.Privileges, letter) >= 0 }

// ParseGrant reads one aclitem text such as alice=arwd/bob or =X/postgres.
func ParseGrant(s string) (Grant, error) {
	grantee, rest, err := aclName(s)
	if err != nil || !strings.HasPrefix(rest, "=") {
		return Grant{}, fmt.Errorf("aclitem %.40q has no =", s)
	}
	privileges, by, _ := strings.Cut(rest[1:], "/")
	grantor, _, err := aclName(by)
	return Grant{Grantee: grantee, Privileges: privileges, Grantor: grantor}, err
}

// aclName reads a role name, quoted or not, and returns what follows it.
func aclName(s string) (name, rest string, err error) {
	if !strings.HasPrefix(s, `"`) {
		if i := strings.IndexByte(s, '='); i >= 0 {
			return s[:i], s[i:], nil
		}
		return s, "", nil
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		return b.String(), s[i+1:], nil
	}
	return "", "", fmt.Errorf("aclitem %.40q ends inside a quoted name", s)
}
