package collect

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// programs reads what runs inside the server: functions, triggers, rules,
// policies.
func (c *collector) programs() {
	c.functions()
	s := c.snap
	s.Triggers = readUnlocked[snapshot.Trigger](c, snapshot.AreaTriggers, "triggers.sql")
	slices.SortFunc(s.Triggers, func(a, b snapshot.Trigger) int { return cmp.Compare(a.OID, b.OID) })
	var hidden []string
	for i := range s.Triggers {
		t := &s.Triggers[i]
		if !t.Internal && c.isLocked(t.TableOID) {
			hidden = append(hidden, c.relationName(t.TableOID))
		}
	}
	c.noteLocked(snapshot.AreaTriggers, distinct(hidden))
	c.rules()
	s.Policies = readUnlocked[snapshot.Policy](c, snapshot.AreaPolicies, "policies.sql")
	hidden = nil
	for i := range s.Policies {
		if c.isLocked(s.Policies[i].TableOID) {
			hidden = append(hidden, c.relationName(s.Policies[i].TableOID))
		}
	}
	c.noteLocked(snapshot.AreaExpressions, distinct(hidden))
	c.definitions()
}

func (c *collector) functions() {
	type functionRow struct {
		snapshot.Function
		Held bool `json:"held"`
	}
	rows := readUnlocked[functionRow](c, snapshot.AreaFunctions, "functions.sql")
	c.snap.Functions = make([]snapshot.Function, 0, len(rows))
	aggregates := c.aggregates()
	var hidden []string
	for i := range rows {
		f := rows[i].Function
		if f.Kind == "a" {
			f.Definition = aggregates[f.OID]
		}
		f.Extension = c.extensions[pgProcCatalog][f.OID]
		fixACL(&f.ACL, f.Owner)
		f.Config = hideOptions(f.Config)
		if slices.ContainsFunc(f.Config, func(s string) bool { return strings.Contains(s, snapshot.HiddenSecret) }) {
			f.Definition = "" // repeats the setting
		}
		if rows[i].Held && f.Extension == "" {
			hidden = append(hidden, f.PG().String())
		}
		c.snap.Functions = append(c.snap.Functions, f)
	}
	c.noteLocked(snapshot.AreaFunctions, hidden)
}

func (c *collector) rules() {
	type ruleRow struct {
		snapshot.Rule
		Held bool `json:"held"`
	}
	rows := readUnlocked[ruleRow](c, snapshot.AreaRules, "rules.sql")
	var hidden []string
	for _, r := range rows {
		if r.Held {
			hidden = append(hidden, c.relationName(r.TableOID))
		}
		c.snap.Rules = append(c.snap.Rules, r.Rule)
	}
	c.noteLocked(snapshot.AreaRules, distinct(hidden))
}

func (c *collector) relationName(oid pg.OID) string {
	if r := c.relationAt[oid]; r != nil {
		return r.PG().String()
	}
	return "a relation"
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}
