package rebuild

import (
	"slices"

	"github.com/pgadept/pgadept/internal/snapshot"
)

const (
	classType       = snapshot.ClassType
	classFunction   = snapshot.ClassFunction
	classRelation   = snapshot.ClassRelation
	classConstraint = snapshot.ClassConstraint
	classExtension  = snapshot.ClassExtension
)

// indexDependencies turns the snapshot's dependencies into needs: a type is
// what makes it, and an extension nothing that the script makes.
func (s *script) indexDependencies() {
	for _, d := range s.Dependencies {
		k, on := key{d.Class, d.OID}, key{d.RefClass, d.RefOID}
		asType := on.class == classType
		if asType {
			if maker, ok := s.types[on.oid]; ok {
				on = maker
			}
		}
		if e := s.extension(on); e != "" {
			s.affect(e, k)
		}
		s.needs[k] = append(s.needs[k], dependency{on, d.Attnum, asType})
	}
	for _, u := range s.ViewUses {
		on := key{classRelation, u.Relation}
		if u.Function != 0 {
			on = key{classFunction, u.Function}
		}
		s.uses[u.View] = append(s.uses[u.View], on)
	}
	for i := range s.Constraints {
		if k := &s.Constraints[i]; k.DomainOID != 0 {
			s.domainConstraints[k.DomainOID] = append(s.domainConstraints[k.DomainOID], k)
		}
	}
}

// extension is the name of the extension that a dependency is on.
func (s *script) extension(k key) string {
	if k.class == classExtension {
		for i := range s.Extensions {
			if s.Extensions[i].OID == k.oid {
				return s.Extensions[i].Name
			}
		}
	}
	return ""
}

func (s *script) schema(name string) *snapshot.Schema {
	i := slices.IndexFunc(s.Schemas, func(n snapshot.Schema) bool { return n.Name == name })
	if i < 0 {
		return nil
	}
	return &s.Schemas[i]
}

// lackingOf is an extension that the object needs and the server does not
// have, and why.
func (s *script) lackingOf(k key) (name, why string) {
	for _, d := range s.needs[k] {
		if e := s.extension(d.on); e != "" && s.lacking[e] != "" {
			return e, s.lacking[e]
		}
	}
	return "", ""
}

// keysOf are needs without their columns.
func keysOf(needs []dependency) []key {
	out := make([]key, len(needs))
	for i, d := range needs {
		out[i] = d.on
	}
	return out
}
