package config

import (
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// setForPlanner sets a planner constant where it is decided for this
// database: in its own override if it has one, else in the configuration.
func setForPlanner(p *advice.Pass, name, value, summary, caution string) *advice.Fix {
	fix := p.SetParameter(name, value, summary)
	if o := p.OverrideForAll(name); o != nil {
		set, undo := p.SetOverride(advice.OverrideOf(o), name, value)
		fix.Steps, fix.Undo = []advice.Step{set}, []advice.Step{undo}
	}
	fix.Caution = caution
	return fix
}

func number(p *advice.Pass, name string) (float64, bool) {
	value, ok := databaseValue(p, name)
	if !ok {
		return 0, false
	}
	f, err := strconv.ParseFloat(value, 64)
	return f, err == nil
}

// hitPercent is the share of this database's page reads that shared buffers
// answered; the kernel's cache answers an unknown part of the others.
func hitPercent(p *advice.Pass) (percent float64, known bool) {
	d := p.Database()
	if d == nil || float64(d.BlksHit+d.BlksRead) < p.Threshold("min_blocks") {
		return 0, false
	}
	return 100 * float64(d.BlksHit) / float64(d.BlksHit+d.BlksRead), true
}

// tablespaceCosts reports whether some tablespace has costs of its own, which
// is how disks of different kinds are told apart.
func tablespaceCosts(p *advice.Pass) bool {
	for _, t := range p.Tablespaces {
		for _, o := range t.Options {
			if strings.HasPrefix(o, "random_page_cost=") || strings.HasPrefix(o, "seq_page_cost=") {
				return true
			}
		}
	}
	return false
}

// storedBytes is the size of all tables and indexes of the database.
func storedBytes(p *advice.Pass) int64 {
	var sum int64
	for i := range p.Relations {
		sum += p.Relations[i].Bytes
	}
	for i := range p.Indexes {
		sum += p.Indexes[i].Bytes
	}
	return sum
}
