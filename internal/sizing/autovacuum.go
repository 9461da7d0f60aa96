package sizing

import "math"

// Disabled is the value that switches off an insert threshold or a maximum.
const Disabled = -1

// Autovacuum is what decides when autovacuum comes to one table: the server's
// settings where the table has no storage parameter of its own. Thresholds
// are row versions, scale factors are fractions of reltuples.
//
// Manual: 24.1.6 The Autovacuum Daemon; relation_needs_vacanalyze in
// src/backend/postmaster/autovacuum.c.
type Autovacuum struct {
	VacuumThreshold    float64
	VacuumScaleFactor  float64
	VacuumMaxThreshold float64 // 18+; Disabled for none
	InsertThreshold    float64 // Disabled for never
	InsertScaleFactor  float64
	AnalyzeThreshold   float64
	AnalyzeScaleFactor float64
}

// DeadRowsAllowed is how many dead row versions a table may hold before
// autovacuum vacuums it. rows is pg_class.reltuples, -1 where never counted.
func (a Autovacuum) DeadRowsAllowed(rows float64) float64 {
	limit := a.VacuumThreshold + a.VacuumScaleFactor*max(rows, 0)
	if a.VacuumMaxThreshold >= 0 {
		limit = math.Min(limit, a.VacuumMaxThreshold)
	}
	return limit
}

// InsertsAllowed is how many rows may be inserted since the last vacuum
// before autovacuum vacuums the table, and false where inserts never bring
// it. unfrozen is the fraction of pages that are not all-frozen: from 18 on
// the scale factor counts those alone, before 18 it is always 1.
func (a Autovacuum) InsertsAllowed(rows, unfrozen float64) (float64, bool) {
	if a.InsertThreshold < 0 {
		return 0, false
	}
	return a.InsertThreshold + a.InsertScaleFactor*max(rows, 0)*unfrozen, true
}

// ChangesAllowed is how many rows may change before autovacuum analyzes the
// table.
func (a Autovacuum) ChangesAllowed(rows float64) float64 {
	return a.AnalyzeThreshold + a.AnalyzeScaleFactor*max(rows, 0)
}

// UnfrozenShare is the fraction of pages that are not all-frozen, as version
// 18 counts it: relallfrozen may run ahead of relpages, and a table of which
// nothing is known counts as unfrozen.
func UnfrozenShare(pages, allFrozen int64) float64 {
	if pages <= 0 || allFrozen <= 0 {
		return 1
	}
	return 1 - float64(min(allFrozen, pages))/float64(pages)
}
