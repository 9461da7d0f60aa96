package sqlparse

import "strings"

// Kind returns the command of the first statement in the words of PostgreSQL's command tags: SELECT, INSERT,
// CREATE INDEX, ALTER TABLE … A WITH query has the kind of its main statement, VALUES and TABLE are SELECT.
// It returns "" for a text that starts with no command. It needs no grammar, so a truncated text has a kind too.
func Kind(sql string) string {
	tokens, _ := scan(sql) // the words before a fault are enough
	words := commandWords(sql, tokens)
	if len(words) == 0 {
		return ""
	}
	if tag, ok := synonyms[words[0]]; ok {
		return tag
	}
	if words[0] == "with" {
		return mainVerb(words[1:])
	}
	tail, ok := commands[words[0]]
	if !ok {
		return ""
	}
	tag := words[0]
	rest := words[1:]
	if words[0] == "create" || words[0] == "alter" || words[0] == "drop" {
		for len(rest) > 0 && modifiers[rest[0]] {
			rest = rest[1:]
		}
		tail = objects
	}
	joined := strings.Join(rest[:min(3, len(rest))], " ") + " "
	for _, t := range tail {
		if strings.HasPrefix(joined, t+" ") {
			tag += " " + t
			break
		}
	}
	return strings.ToUpper(tag)
}

// commandWords returns the first statement's words outside of parentheses, those opening it apart.
func commandWords(sql string, tokens []token) []string {
	var words []string
	depth := 0
	for _, t := range tokens {
		switch {
		case t.ends:
			if len(words) > 0 {
				return words
			}
		case t.is(sql, "("):
			if len(words) > 0 {
				depth++
			}
		case t.is(sql, ")"):
			depth = max(0, depth-1)
		case t.significant() && depth == 0:
			// What is not a word stays as a gap: create "table" is no CREATE TABLE.
			words = append(words, t.word(sql))
		}
	}
	return words
}

func mainVerb(words []string) string {
	for _, w := range words {
		switch w {
		case "select", "values", "table":
			return "SELECT"
		case "insert", "update", "delete", "merge":
			return strings.ToUpper(w)
		}
	}
	return ""
}

var synonyms = map[string]string{
	"values": "SELECT", "table": "SELECT", "end": "COMMIT", "abort": "ROLLBACK",
	"lock": "LOCK TABLE", "truncate": "TRUNCATE TABLE",
}

var modifiers = map[string]bool{
	"or": true, "replace": true, "global": true, "local": true, "temp": true, "temporary": true, "unlogged": true,
	"unique": true, "recursive": true, "constraint": true, "trusted": true, "procedural": true,
}

// commands lists the commands of one word with the second words that belong to their tags.
var commands = map[string][]string{
	"alter": nil, "analyze": nil, "begin": nil, "call": nil, "checkpoint": nil, "close": nil, "cluster": nil,
	"comment": nil, "commit": {"prepared"}, "copy": nil, "create": nil, "deallocate": {"all"},
	"declare": {"cursor"}, "delete": nil, "discard": {"all", "plans", "sequences", "temp"}, "do": nil, "drop": nil,
	"execute": nil, "explain": nil, "fetch": nil, "grant": nil, "import": {"foreign schema"}, "insert": nil,
	"listen": nil, "load": nil, "merge": nil, "move": nil, "notify": nil,
	"prepare": {"transaction"}, "reassign": {"owned"}, "refresh": {"materialized view"}, "reindex": nil,
	"release": nil, "reset": nil, "revoke": nil, "rollback": {"prepared"}, "savepoint": nil,
	"security": {"label"}, "select": nil, "set": {"constraints"}, "show": nil, "start": {"transaction"},
	"unlisten": nil, "update": nil, "vacuum": nil,
}

// objects lists what CREATE, ALTER and DROP act on; of two with one beginning the longer comes first.
var objects = []string{
	"access method", "aggregate", "cast", "collation", "conversion", "database", "default privileges", "domain",
	"event trigger", "extension", "foreign data wrapper", "foreign table", "function", "group", "index", "language",
	"large object", "materialized view", "operator class", "operator family", "operator", "owned", "policy",
	"procedure", "publication", "role", "routine", "rule", "schema", "sequence", "server", "statistics",
	"subscription", "system", "table", "tablespace", "text search configuration", "text search dictionary",
	"text search parser", "text search template", "transform", "trigger", "type", "user mapping", "user", "view",
}
