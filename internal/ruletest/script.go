// Package ruletest runs the rules' pages and case files against real servers:
// a page's bad example must fire, its good one must not, and the rule's own
// fix must silence it. The script language is described in CONTRIBUTING.md.
package ruletest

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/sqlparse"
)

// script is SQL with directives, read into what is to be done in order.
type script struct {
	server map[string]string // @server: settings of a private server; nil for the shared one
	role   string            // @role: who collects
	acts   []act
	edits  []edit // @set and @symptom, applied to the snapshot in order
	majors majorRange
	unseen []string // @unseen: areas to hide from the rule
}

// act is one statement on one session.
type act struct {
	session string
	sql     string
	blocks  bool // sent without waiting for it to end; it must come to wait for a lock
	restart bool // restart the private server instead of running SQL
}

// edit changes the snapshot. A symptom is not applied again after a fix.
type edit struct {
	path, value string
	symptom     bool
}

const directive = "-- @"

// parseScript reads a script; statements between directives are split and
// run one by one, so that CREATE INDEX CONCURRENTLY and VACUUM work.
func parseScript(text string) (*script, error) {
	s := &script{}
	session, blocks := "main", false
	var sql strings.Builder
	flush := func() error {
		stmts, err := sqlparse.Split(sql.String())
		if err != nil {
			return err
		}
		sql.Reset()
		for _, st := range stmts {
			s.acts = append(s.acts, act{session: session, sql: st.Text, blocks: blocks})
			blocks = false
		}
		return nil
	}
	for line := range strings.SplitSeq(text, "\n") {
		d, ok := strings.CutPrefix(strings.TrimSpace(line), directive)
		if !ok {
			sql.WriteString(line + "\n")
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
		word, rest, _ := strings.Cut(d, " ")
		rest = strings.TrimSpace(rest)
		switch word {
		case "session":
			session = rest
		case "blocks":
			blocks = true
		case "restart":
			s.acts = append(s.acts, act{restart: true})
		default:
			if err := s.directive(word, rest); err != nil {
				return nil, err
			}
		}
	}
	return s, flush()
}

func (s *script) directive(word, rest string) error {
	switch word {
	case "server":
		s.server = map[string]string{}
		for f := range strings.FieldsSeq(rest) {
			k, v, ok := strings.Cut(f, "=")
			if !ok {
				return fmt.Errorf("@server %s: want name=value", f)
			}
			s.server[k] = strings.ReplaceAll(v, "␣", " ")
		}
	case "role":
		s.role = rest
	case "majors":
		r, err := parseMajors(rest)
		s.majors = r
		return err
	case "set", "symptom":
		path, value, ok := strings.Cut(rest, " = ")
		if !ok {
			return fmt.Errorf("@%s %s: want PATH = JSON", word, rest)
		}
		s.edits = append(s.edits, edit{path: strings.TrimSpace(path), value: strings.TrimSpace(value), symptom: word == "symptom"})
	case "unseen":
		s.unseen = append(s.unseen, rest)
	default:
		return fmt.Errorf("unknown directive @%s", word)
	}
	return nil
}
