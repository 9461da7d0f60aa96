package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCurrent fails when a generated page is stale or missing.
func TestCurrent(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	for name, want := range all() {
		got, err := os.ReadFile(filepath.Join("docs", name))
		if err != nil {
			t.Errorf("%v; run: go run ./internal/docs", err)
			continue
		}
		if string(got) != want {
			t.Errorf("docs/%s is stale; run: go run ./internal/docs", name)
		}
	}
}
