package main

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed stamp/*.tmpl
var stamps embed.FS

// stamp writes the three files of a rule; it refuses to overwrite one.
func stamp(dir, area, stem string) error {
	t, err := template.New("").ParseFS(stamps, "stamp/*.tmpl")
	if err != nil {
		return err
	}
	data := map[string]string{"Area": area, "Stem": stem, "Var": camel(stem), "Words": strings.ReplaceAll(stem, "-", " ")}
	files := map[string]string{
		"rule.go.tmpl":   filepath.Join(dir, area, stem+".go"),
		"rule.md.tmpl":   filepath.Join(dir, area, stem+".md"),
		"rule.test.tmpl": filepath.Join(dir, area, "testdata", stem+".test"),
	}
	for _, path := range files {
		if _, err := os.Stat(path); err == nil {
			return fmt.Errorf("%s exists already", path)
		}
	}
	for name, path := range files {
		if err := write(t.Lookup(name), path, data); err != nil {
			return err
		}
	}
	return nil
}

func write(t *template.Template, path string, data map[string]string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := t.Execute(f, data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
