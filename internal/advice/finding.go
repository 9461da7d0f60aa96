// Package advice holds the vocabulary of what pgadept says: rules, findings,
// their evidence and fixes, and the report that gathers them.
package advice

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// Finding is a rule's verdict on one object.
type Finding struct {
	Rule        string     `json:"rule"`
	Severity    Severity   `json:"severity"`
	Title       string     `json:"title"` // one sentence naming the object and the trouble, no SQL quoting needed
	Object      Object     `json:"object"`
	Evidence    []Evidence `json:"evidence"`
	Impact      Impact     `json:"impact"`
	Fix         *Fix       `json:"fix,omitempty"`
	Proof       *Proof     `json:"proof,omitempty"`
	Fingerprint string     `json:"fingerprint"` // stable across runs: rule and object, never figures
}

// Object is what a finding is about. Kind is one word: table, column, index,
// constraint, sequence, view, matview, function, policy, trigger, role,
// setting, slot, subscription, publication, session, statement, database,
// extension, schema, type, partition, server …
type Object struct {
	Kind   string `json:"kind"`
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
	Table  string `json:"table,omitempty"`  // for an index, constraint, column, policy, trigger: its table, unqualified
	Column string `json:"column,omitempty"` // for a column
}

// String is the object's qualified name for people: schema.table.column,
// schema.index, or the bare name.
func (o Object) String() string {
	switch {
	case o.Column != "":
		return pg.Name{Schema: o.Schema, Name: o.Name}.String() + "." + pg.QuoteIdent(o.Column)
	case o.Kind == "constraint" || o.Kind == "policy" || o.Kind == "trigger" || o.Kind == "rule":
		return pg.QuoteIdent(o.Name) + " on " + pg.Name{Schema: o.Schema, Name: o.Table}.String()
	case o.Schema == "":
		return o.Name
	case o.Kind == "function": // its arguments, where they are there, are no part of the identifier
		name, arguments, found := strings.Cut(o.Name, "(")
		if found {
			arguments = "(" + arguments
		}
		return pg.Name{Schema: o.Schema, Name: name}.String() + arguments
	}
	return pg.Name{Schema: o.Schema, Name: o.Name}.String()
}

// Evidence is one figure that a verdict rests on, with its source.
type Evidence struct {
	Name   string     `json:"name"`
	Value  any        `json:"value"` // string, number, bool, or list of strings
	Unit   string     `json:"unit,omitempty"`
	Source string     `json:"source"` // view and column: pg_stat_user_indexes.idx_scan
	Since  *time.Time `json:"since,omitempty"`
}

// Impact says what the trouble costs. Zero figures mean "not quantified".
type Impact struct {
	Summary          string  `json:"summary"`
	Bytes            int64   `json:"bytes,omitempty"`
	MSPerDay         float64 `json:"ms_per_day,omitempty"`
	DaysUntilFailure float64 `json:"days_until_failure,omitempty"`
}

// Proof is what shows that a fix works, or that it does not.
type Proof struct {
	Method string `json:"method"` // catalog, planner, measured
	Before any    `json:"before,omitempty"`
	After  any    `json:"after,omitempty"`
	Fails  bool   `json:"fails,omitempty"` // the fix does not do what it is for; the finding is demoted
	Note   string `json:"note,omitempty"`  // what was shown, in one sentence
}

// PlanCost is what the planner expects of some statements.
type PlanCost struct {
	Statements int     `json:"statements"`
	Cost       float64 `json:"cost"` // of all their plans, added up
}

func (c PlanCost) String() string {
	return "cost " + Count(c.Cost) + " of " + Plural(int64(c.Statements), "statement")
}

// Severity orders findings: Critical is data loss or outage, now or soon;
// High is an outage to come or a serious cost; Medium costs every day; Low is
// worth doing at leisure; Info is worth knowing.
type Severity string

// The severities.
const (
	Info     Severity = "info"
	Low      Severity = "low"
	Medium   Severity = "medium"
	High     Severity = "high"
	Critical Severity = "critical"
)

// Rank is 0 for info up to 4 for critical, -1 for an unknown word.
func (s Severity) Rank() int {
	switch s {
	case Info:
		return 0
	case Low:
		return 1
	case Medium:
		return 2
	case High:
		return 3
	case Critical:
		return 4
	}
	return -1
}

// fingerprint identifies rule and object across runs.
func fingerprint(rule string, o Object) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{rule, o.Kind, o.Schema, o.Table, o.Name, o.Column}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
