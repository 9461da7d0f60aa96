package config

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// OutdatedExtension finds extensions whose SQL objects are older than the
// files installed on the server.
var OutdatedExtension = advice.Rule{
	ID:       "config/outdated-extension",
	Title:    "an extension was not updated with its files",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaExtensions},
	Check: func(p *advice.Pass) {
		for i := range p.Extensions {
			e := &p.Extensions[i]
			// One that is ahead was pinned there, or its package was taken back.
			if e.DefaultVersion == "" || !olderVersion(e.Version, e.DefaultVersion) {
				continue
			}
			p.Report(advice.Finding{
				Title:  fmt.Sprintf("extension %s is at version %s, the server has %s", e.Name, e.Version, e.DefaultVersion),
				Object: advice.Object{Kind: "extension", Name: e.Name},
				Evidence: []advice.Evidence{
					{Name: "installed", Value: e.Version, Source: "pg_extension.extversion"},
					{Name: "available", Value: e.DefaultVersion, Source: "pg_available_extensions.default_version"},
				},
				Impact: advice.Impact{Summary: "functions, columns and fixes of the newer version are missing, and the library of the new runs with the SQL of the old"},
				Fix:    updateExtension(e),
			})
		}
	},
}

func updateExtension(e *snapshot.Extension) *advice.Fix {
	fix := &advice.Fix{
		Summary: "update the extension",
		Steps: []advice.Step{advice.SQL(fmt.Sprintf("alter extension %s update to %s",
			pg.QuoteIdent(e.Name), pg.QuoteLiteral(e.DefaultVersion)))},
		Caution: "there is no script back to the old version; an update replaces the extension's objects in one transaction and stops where a view depends on one that changes",
	}
	switch e.Name {
	case "timescaledb":
		fix.Caution = "it must be the first command of a new session (psql -X); there is no way back to the old version"
	case "postgis", "postgis_raster", "postgis_topology", "postgis_sfcgal":
		fix.Caution = "select postgis_extensions_upgrade() updates all parts of PostGIS together and is what its manual asks for; there is no way back to the old version"
	}
	return fix
}

// olderVersion compares versions number by number, as 1.9 before 1.10; what is
// no number is compared as text.
func olderVersion(a, b string) bool {
	as, bs := versionParts(a), versionParts(b)
	for i := range min(len(as), len(bs)) {
		x, errx := strconv.Atoi(as[i])
		y, erry := strconv.Atoi(bs[i])
		switch {
		case as[i] == bs[i]:
		case errx == nil && erry == nil:
			return x < y
		default:
			return as[i] < bs[i]
		}
	}
	return len(as) < len(bs)
}

func versionParts(v string) []string {
	return strings.FieldsFunc(v, func(r rune) bool { return r == '.' || r == '-' || r == '+' || r == '_' })
}
