package rebuild

import "github.com/pgadept/pgadept/internal/snapshot"

// script is one plan under way.
type script struct {
	*snapshot.Catalog
	opt  Options
	plan *Plan
}

func newScript(cat *snapshot.Catalog, opt Options) *script {
	return &script{Catalog: cat, opt: opt, plan: &Plan{Roles: map[string]string{}}}
}

func (s *script) write() (*Plan, error) { return s.plan, nil }
