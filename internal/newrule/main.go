// Command newrule stamps the three files of a new rule and regenerates the
// list of all rules.
//
//	go run ./internal/newrule index some-trouble
//	go run ./internal/newrule -list
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "newrule:", err)
		os.Exit(2)
	}
}

var word = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func run(args []string) error {
	dir, err := rulesDir()
	if err != nil {
		return err
	}
	switch {
	case len(args) == 1 && args[0] == "-list":
		return writeList(dir)
	case len(args) == 2 && word.MatchString(args[0]) && word.MatchString(args[1]):
		if err := stamp(dir, args[0], args[1]); err != nil {
			return err
		}
		return writeList(dir)
	}
	return fmt.Errorf("say an area and a trouble in lower-case words joined by hyphens: go run ./internal/newrule index some-trouble")
}

// rulesDir finds the rules folder from the module root or from inside it.
func rulesDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "rules"), nil
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("no go.mod above the current folder; run it inside the repository")
		}
		dir = filepath.Dir(dir)
	}
}
