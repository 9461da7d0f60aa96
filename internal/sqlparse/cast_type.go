package sqlparse

import "strings"

// castType is the type of a cast "::type" between two tokens.
type castType struct {
	name  string // as printed by format_type without modifiers: "character varying", "timestamp"
	array bool
	next  int // the token behind it
}

// object says whether constants of the type are names of objects: regclass and its family.
func (c castType) object() bool { return objectTypes[c.name] && !c.array }

var objectTypes = map[string]bool{
	"regclass": true, "regcollation": true, "regconfig": true, "regdictionary": true, "regnamespace": true,
	"regoper": true, "regoperator": true, "regproc": true, "regprocedure": true, "regrole": true, "regtype": true,
}

// castOf returns the type that literal i is cast to; without a cast the name is empty. Old dumps write
// nextval(('s'::text)::regclass): there the outer type tells what the constant is.
func castOf(src string, tokens []token, i int) castType {
	at := func(i int, text string) bool { return i < len(tokens) && tokens[i].is(src, text) }
	if !at(i+1, "::") {
		return castType{}
	}
	inner := typeAt(src, tokens, i+2)
	wrapped := i > 0 && at(i-1, "(") && (i == 1 || at(i-2, "(")) // in its own parentheses, not a call's
	if wrapped && at(inner.next, ")") && at(inner.next+1, "::") {
		if outer := typeAt(src, tokens, inner.next+2); outer.object() {
			return outer
		}
	}
	return inner
}

// typeAt reads a type name at token i: words, a schema, modifiers, brackets.
func typeAt(src string, tokens []token, i int) castType {
	t := castType{next: i}
	at := func(text string) bool { return t.next < len(tokens) && tokens[t.next].is(src, text) }
	schema := ""
name:
	for t.next < len(tokens) {
		tok := tokens[t.next]
		w := tok.text(src)
		switch {
		case t.name != "" && at("."):
			schema, t.name = t.name, ""
		case t.name == "" && (tok.kind == kindWord || tok.kind == kindQuoted):
			t.name = w
		case tok.kind == kindWord && typeWords[t.name+" "+w]:
			t.name += " " + w
		default:
			break name
		}
		t.next++
	}
	t.modifiers(src, tokens)
	if schema != "" && schema != "pg_catalog" {
		t.name = schema + "." + t.name // somebody's own type may be called text
	}
	return t
}

// typeWords lists the type names of two words.
var typeWords = map[string]bool{"character varying": true, "double precision": true, "bit varying": true}

// modifiers passes (10,2) and what follows it in "time(3) without time zone", then brackets.
func (t *castType) modifiers(src string, tokens []token) {
	for ; t.next < len(tokens); t.next++ {
		tok := tokens[t.next]
		switch {
		case tok.is(src, "("):
			for t.next < len(tokens)-1 && !tokens[t.next].is(src, ")") {
				t.next++
			}
		case tok.is(src, "["):
			t.array = true
		case tok.is(src, "]"), t.array && tok.kind == kindNumber:
		case zoneWords[tok.word(src)] && (strings.HasPrefix(t.name, "time") || t.name == "interval"):
		default:
			return
		}
	}
}

var zoneWords = map[string]bool{
	"with": true, "without": true, "time": true, "zone": true, "year": true, "month": true, "day": true,
	"hour": true, "minute": true, "second": true, "to": true,
}
