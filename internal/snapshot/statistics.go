package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// Kinds of a statistics slot (pg_statistic.stakindN).
const (
	SlotMCV         = 1
	SlotHistogram   = 2
	SlotCorrelation = 3
	SlotMCELEM      = 4
	SlotDECHIST     = 5
	SlotRangeLength = 6
	SlotBounds      = 7
)

// ColumnStatistics is a row of pg_statistic (or of pg_stats, where only that
// is readable: then operators and collations are empty). TableOID is an
// index's OID for statistics of an index expression.
type ColumnStatistics struct {
	TableOID  pg.OID  `json:"table_oid"`
	Attnum    int16   `json:"attnum"`
	Inherited bool    `json:"inherited,omitempty"`
	NullFrac  float64 `json:"null_frac"`
	AvgWidth  int32   `json:"avg_width"`  // bytes, truncated
	NDistinct float64 `json:"n_distinct"` // > 0 a number; < 0 minus the fraction of rows
	Slots     []Slot  `json:"slots,omitempty"`
}

// Slot is one statistics slot. Values is the text of an array of ValueType.
type Slot struct {
	Kind      int16     `json:"kind"`
	Operator  string    `json:"operator,omitempty"`  // regoperator text
	Collation string    `json:"collation,omitempty"` // regcollation text
	Numbers   []float32 `json:"numbers,omitempty"`
	Values    string    `json:"values,omitempty"`
	ValueType string    `json:"value_type,omitempty"`
}

func (c *ColumnStatistics) slot(kind int16) *Slot {
	for i := range c.Slots {
		if c.Slots[i].Kind == kind {
			return &c.Slots[i]
		}
	}
	return nil
}

// MCV returns the most common values, as text, and their frequencies as
// fractions of all rows; nothing where there are none.
func (c *ColumnStatistics) MCV() (values []string, freqs []float32) {
	s := c.slot(SlotMCV)
	if s == nil {
		return nil, nil
	}
	values, err := pg.ParseArray(s.Values)
	if err != nil || len(values) != len(s.Numbers) {
		return nil, nil
	}
	return values, s.Numbers
}

// Histogram returns the histogram's bounds as text, in order.
func (c *ColumnStatistics) Histogram() []string {
	s := c.slot(SlotHistogram)
	if s == nil {
		return nil
	}
	values, err := pg.ParseArray(s.Values)
	if err != nil {
		return nil
	}
	return values
}

// Correlation is the correlation of physical and logical order, -1 to 1.
func (c *ColumnStatistics) Correlation() (float64, bool) {
	s := c.slot(SlotCorrelation)
	if s == nil || len(s.Numbers) == 0 {
		return 0, false
	}
	return float64(s.Numbers[0]), true
}

// Distinct is the estimated number of distinct non-null values among rows.
func (c *ColumnStatistics) Distinct(rows float64) float64 {
	if c.NDistinct < 0 {
		return -c.NDistinct * rows
	}
	return c.NDistinct
}

// ExtendedStatistics is a statistics object with its data.
type ExtendedStatistics struct {
	OID         pg.OID         `json:"oid"`
	Schema      string         `json:"schema"`
	Name        string         `json:"name"`
	Owner       string         `json:"owner"`
	TableOID    pg.OID         `json:"table_oid"`
	Kinds       []string       `json:"kinds"` // d ndistinct, f dependencies, m mcv, e expressions
	Columns     []int16        `json:"columns"`
	Expressions string         `json:"expressions,omitempty"` // pg_get_expr of stxexprs
	StatTarget  int32          `json:"stat_target"`
	Extension   string         `json:"extension,omitempty"`
	Data        []ExtendedData `json:"data,omitempty"`
}

// ExtendedData is the computed part, one for each value of inherit.
type ExtendedData struct {
	Inherit         bool               `json:"inherit,omitempty"`
	NDistinct       string             `json:"ndistinct,omitempty"`     // text form
	Dependencies    string             `json:"dependencies,omitempty"`  // text form
	NDistinctRaw    string             `json:"ndistinct_raw,omitempty"` // hex of the bytea form, where readable
	DependenciesRaw string             `json:"dependencies_raw,omitempty"`
	MCVRaw          string             `json:"mcv_raw,omitempty"`
	Expressions     []ColumnStatistics `json:"expressions,omitempty"` // TableOID and Attnum 0
}
