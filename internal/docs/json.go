package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/app"
)

// jsonPage is the JSON contract of a report, of a trial and of plans, from the Go types and their
// field comments.
func jsonPage() string {
	var b strings.Builder
	b.WriteString(generated + "# The JSON of a report\n\n")
	fmt.Fprintf(&b, "`pgadept check --format json` writes one object. Its `version` is %d: fields may be added under one version, never renamed or removed.\n", advice.ReportVersion)
	// Of two types of one name the comments of the last package count.
	p := &jsonTypes{out: &b, comments: fieldComments("internal/app", "internal/advice", "internal/snapshot"), done: map[reflect.Type]bool{}}
	p.document(reflect.TypeFor[advice.Report]())
	b.WriteString("\nWith `--prove`, a proof's `before` and `after` are such objects:\n")
	p.document(reflect.TypeFor[advice.PlanCost]())
	fmt.Fprintf(&b, "\n# The JSON of a trial\n\n`pgadept whatif --format json` writes one object. Its `version` is %d.\n", advice.TrialVersion)
	p.document(reflect.TypeFor[advice.Trial]())
	b.WriteString("\n# The JSON of plans\n\n`pgadept plans check --format json` writes a PlansReport, `pgadept plans record --format json` a PlansRecord.\n")
	p.document(reflect.TypeFor[app.PlansReport]())
	p.document(reflect.TypeFor[app.PlansRecord]())
	return b.String()
}

type jsonTypes struct {
	out      *strings.Builder
	comments map[string]string
	done     map[reflect.Type]bool
	queue    []reflect.Type
}

// document writes a table for a type and for every type of ours it refers to.
func (p *jsonTypes) document(t reflect.Type) {
	p.queue = append(p.queue, t)
	for len(p.queue) > 0 {
		t, p.queue = p.queue[0], p.queue[1:]
		if !p.done[t] {
			p.done[t] = true
			p.table(t)
		}
	}
}

func (p *jsonTypes) table(t reflect.Type) {
	fmt.Fprintf(p.out, "\n## %s\n\n%s\n\n| field | type | meaning |\n|---|---|---|\n", t.Name(), p.comments[t.Name()])
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || name == "" {
			continue
		}
		optional := ""
		if strings.Contains(opts, "omit") {
			optional = ", optional"
		}
		fmt.Fprintf(p.out, "| `%s` | %s%s | %s |\n", name, p.typeName(f.Type), optional, p.comments[t.Name()+"."+f.Name])
	}
}

// typeName names a type as JSON has it and queues structs of ours.
func (p *jsonTypes) typeName(t reflect.Type) string {
	switch {
	case t.Kind() == reflect.Pointer:
		return p.typeName(t.Elem())
	case t.String() == "time.Time":
		return "time, RFC 3339"
	case t.Name() == "LockMode":
		return "lock mode, as in pg_locks.mode"
	}
	switch t.Kind() {
	case reflect.Slice:
		return "list of " + p.typeName(t.Elem())
	case reflect.Struct:
		p.queue = append(p.queue, t)
		return fmt.Sprintf("[%s](#%s)", t.Name(), strings.ToLower(t.Name()))
	case reflect.Interface:
		return "any"
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	}
	return "number"
}

// fieldComments reads the comments of struct types and their fields.
func fieldComments(dirs ...string) map[string]string {
	out := map[string]string{}
	for _, dir := range dirs {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			panic(err) // a malformed pattern, which it is not
		}
		for _, file := range files {
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
			if err != nil {
				panic(err) // our own source does not parse
			}
			ast.Inspect(f, func(n ast.Node) bool { return collectComments(out, n) })
		}
	}
	return out
}

func collectComments(out map[string]string, n ast.Node) bool {
	g, ok := n.(*ast.GenDecl)
	if !ok {
		return true
	}
	for _, spec := range g.Specs {
		ts, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		st, ok := ts.Type.(*ast.StructType)
		if !ok {
			continue
		}
		out[ts.Name.Name] = sentence(g.Doc.Text())
		for _, field := range st.Fields.List {
			for _, name := range field.Names {
				out[ts.Name.Name+"."+name.Name] = sentence(field.Comment.Text() + field.Doc.Text())
			}
		}
	}
	return true
}

func sentence(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", "\\|")
}
