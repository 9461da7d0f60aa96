package schema

import (
	"fmt"
	"strings"
)

// dollar puts a body between dollar quotes whose tag the body lacks.
func dollar(body string) string {
	tag := "$pgadept$"
	for n := 1; strings.Contains(body, tag); n++ {
		tag = fmt.Sprintf("$pgadept%d$", n)
	}
	return tag + body + tag
}

// doBlock runs statements as one: all of them or none.
func doBlock(declare string, statements ...string) string {
	var b strings.Builder
	b.WriteString("\n")
	if declare != "" {
		b.WriteString("declare\n  " + declare + ";\n")
	}
	b.WriteString("begin\n")
	for _, s := range statements {
		b.WriteString("  " + s + ";\n")
	}
	b.WriteString("end\n")
	return "do " + dollar(b.String())
}
