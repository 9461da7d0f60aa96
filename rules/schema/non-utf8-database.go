package schema

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NonUtf8Database finds databases in another encoding than UTF8.
var NonUtf8Database = advice.Rule{
	ID:       "schema/non-utf8-database",
	Title:    "the database is not in UTF8",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaServer},
	Check: func(p *advice.Pass) {
		s := p.Server
		if s.Encoding == "" || s.Encoding == "UTF8" {
			return
		}
		f := advice.Finding{
			Title:    fmt.Sprintf("database %s is in %s, not in UTF8", s.Database, s.Encoding),
			Object:   advice.Object{Kind: "database", Name: s.Database},
			Evidence: []advice.Evidence{{Name: "encoding", Value: s.Encoding, Source: "pg_database.encoding"}},
			Impact:   advice.Impact{Summary: "characters that " + s.Encoding + " lacks are refused, every client's text is converted both ways, and ICU or builtin collations may not be available"},
			Fix: &advice.Fix{
				Summary: "create a database in UTF8 and copy the data over",
				Steps:   []advice.Step{advice.ByHand("create a database from template0 with ENCODING 'UTF8', restore a dump into it, and rename both in one pause of writes")},
				Caution: "the old database, kept under another name, is the undo; string lengths in bytes grow, and the sort order follows the new locale",
			},
		}
		if s.Encoding == "SQL_ASCII" {
			f.Severity = advice.High
			f.Title = fmt.Sprintf("database %s is in SQL_ASCII, which checks no encoding at all", s.Database)
			f.Impact.Summary = "every client stores the bytes that it likes: texts in different encodings lie side by side, length() counts bytes, upper() and the collations do nothing beyond ASCII, and clients fail on what others wrote"
			f.Fix.Caution += "; find out first which encodings are in there (pg_dump --encoding=UTF8 fails at the first byte that is none), and repair those rows before the copy"
		}
		p.Report(f)
	},
}
