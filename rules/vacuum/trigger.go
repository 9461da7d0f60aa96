package vacuum

import (
	"strconv"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// trigger is what decides when autovacuum comes to a relation: its storage
// parameters where they are set, the server's settings where not.
func trigger(p *advice.Pass, r *snapshot.Relation) sizing.Autovacuum {
	o := options(p, r)
	return sizing.Autovacuum{
		VacuumThreshold:    parameter(p, o, "autovacuum_vacuum_threshold", 0),
		VacuumScaleFactor:  parameter(p, o, "autovacuum_vacuum_scale_factor", 0),
		VacuumMaxThreshold: parameter(p, o, "autovacuum_vacuum_max_threshold", sizing.Disabled),
		InsertThreshold:    parameter(p, o, "autovacuum_vacuum_insert_threshold", sizing.Disabled),
		InsertScaleFactor:  parameter(p, o, "autovacuum_vacuum_insert_scale_factor", 0),
		AnalyzeThreshold:   parameter(p, o, "autovacuum_analyze_threshold", 0),
		AnalyzeScaleFactor: parameter(p, o, "autovacuum_analyze_scale_factor", 0),
	}
}

// options is the relation whose storage parameters autovacuum obeys: a TOAST
// table without any of its own goes by those of its table (do_autovacuum in
// src/backend/postmaster/autovacuum.c).
func options(p *advice.Pass, r *snapshot.Relation) *snapshot.Relation {
	if r.Kind == "t" && len(r.Options) == 0 {
		if table := p.Relation(r.ToastOf); table != nil {
			return table
		}
	}
	return r
}

// parameter is a storage parameter's value or, where it is not set or below
// lowest, the setting of the same name; Disabled where the version has none.
func parameter(p *advice.Pass, r *snapshot.Relation, name string, lowest float64) float64 {
	if text, ok := r.Option(name); ok {
		if v, err := strconv.ParseFloat(text, 64); err == nil && v >= lowest {
			return v
		}
	}
	if v, ok := p.SettingNumber(name); ok {
		return v
	}
	return sizing.Disabled
}

// switchedOff reports whether autovacuum leaves the relation alone but for
// wraparound: its own autovacuum_enabled says so.
func switchedOff(p *advice.Pass, r *snapshot.Relation) bool {
	return optionOff(options(p, r))
}

// optionOff reports whether autovacuum_enabled is set to something false.
func optionOff(r *snapshot.Relation) bool {
	text, _ := r.Option("autovacuum_enabled")
	on, ok := pg.ParseBool(text)
	return ok && !on
}

// globallyOff reports whether autovacuum cannot come to any table.
func globallyOff(p *advice.Pass) bool {
	return p.SettingValue("autovacuum") == "off" || p.SettingValue("track_counts") == "off"
}
