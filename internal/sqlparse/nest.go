package sqlparse

// nest follows what is open: '(', '[' and 'c' for CASE. It must never count less than the parser will nest, so
// an END closes a CASE only where it can be no column's name: not behind AS or a dot, not inside of parentheses
// that the CASE does not stand in.
type nest struct {
	open    []byte
	last    string
	runs    []int // tokens since the last comma, for the statement and for each open level
	sum     int   // of runs: only such tokens can stand above each other in a tree, lists are flat
	deepest int   // the highest sum
}

func (n *nest) feed(sql string, t token) {
	w := t.word(sql)
	n.add(1)
	switch {
	case t.is(sql, "("), t.is(sql, "["):
		n.push(sql[t.start])
	case t.is(sql, ")"), t.is(sql, "]"):
		for n.top() == 'c' {
			n.pop()
		}
		n.pop()
	case w == "case":
		n.push('c')
	case w == "end" && n.top() == 'c' && n.last != "as" && n.last != ".":
		n.pop()
	case t.ends:
		n.open, n.runs, n.sum = n.open[:0], append(n.runs[:0], 0), 0
	case t.is(sql, ","):
		n.add(-n.runs[len(n.runs)-1])
	}
	n.last = w
	if w == "" {
		n.last = t.text(sql)
	}
}

func (n *nest) add(tokens int) {
	n.runs[len(n.runs)-1] += tokens
	n.sum += tokens
	n.deepest = max(n.deepest, n.sum)
}

func (n *nest) top() byte {
	if len(n.open) == 0 {
		return 0
	}
	return n.open[len(n.open)-1]
}

func (n *nest) push(c byte) {
	n.open = append(n.open, c)
	n.runs = append(n.runs, 0)
}

func (n *nest) pop() {
	if len(n.open) > 0 {
		n.add(-n.runs[len(n.runs)-1])
		n.open = n.open[:len(n.open)-1]
		n.runs = n.runs[:len(n.runs)-1]
	}
}
