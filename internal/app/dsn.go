package app

import (
	"net/url"
	"strings"
)

// overlay puts the parts that were given apart over a connection string.
func (t Target) overlay(words string) string {
	parts := []struct{ key, value string }{
		{"dbname", t.Database}, {"host", t.Host}, {"port", t.Port}, {"user", t.User},
	}
	if u, err := url.Parse(words); err == nil && strings.Contains(words, "://") {
		q := u.Query()
		for _, p := range parts {
			if p.value != "" {
				q.Set(p.key, p.value)
			}
		}
		u.RawQuery = q.Encode()
		return u.String()
	}
	for _, p := range parts {
		if p.value != "" {
			words += " " + p.key + "=" + quoteDSN(p.value)
		}
	}
	return strings.TrimSpace(words)
}

// quoteDSN quotes a value of a keyword/value connection string.
func quoteDSN(v string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(v) + "'"
}
