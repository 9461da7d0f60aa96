package sqlparse

// settingValues marks the bare words that are values of custom settings, as in SET app.user = bob. They are
// no literals by the grammar, but applications keep user names and tokens in such settings.
// Settings of the server itself (SET search_path = a, b) name objects and modes, and stay.
func settingValues(sql string, tokens []token) map[int]bool {
	marked := map[int]bool{}
	var c setClause
	for i, t := range tokens {
		if t.significant() && c.value(sql, t) {
			marked[i] = true
		}
	}
	return marked
}

// setClause follows SET [SESSION | LOCAL] name {TO | =} value, … in SET, ALTER and CREATE. In UPDATE, SET a.b
// assigns a field of a composite column.
type setClause struct {
	first  string
	state  setState
	dotted bool
	opened bool
}

type setState uint8

const (
	notInSet setState = iota
	inSetName
	beforeValue
	behindValue
)

func (c *setClause) value(sql string, t token) bool {
	w := t.word(sql)
	if !c.opened {
		c.first, c.opened = w, true
	}
	identifier := t.kind == kindWord || t.kind == kindQuoted
	switch {
	case t.ends:
		*c = setClause{}
	case c.state == beforeValue:
		switch {
		case identifier || t.literal():
			c.state = behindValue
			return identifier && w != "default"
		case t.kind != kindOp: // a sign
			c.state = notInSet
		}
	case c.state == behindValue && t.is(sql, ","):
		c.state = beforeValue
	case w == "set" && (c.first == "set" || c.first == "alter" || c.first == "create"):
		c.state, c.dotted = inSetName, false
	case c.state != inSetName:
		c.state = notInSet
	case t.is(sql, "."):
		c.dotted = true
	case w == "to" || t.kind == kindOp:
		c.state = notInSet
		if c.dotted {
			c.state = beforeValue
		}
	case !identifier:
		c.state = notInSet
	}
	return false
}
