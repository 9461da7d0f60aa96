package collect

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// statisticsRow is a row of pg_statistic with its five slots.
type statisticsRow struct {
	snapshot.ColumnStatistics
	slotColumns
	valueTypes
}

// slotColumns are the five slots of a row of pg_statistic.
type slotColumns struct {
	Kind1    int16     `json:"kind1"`
	Kind2    int16     `json:"kind2"`
	Kind3    int16     `json:"kind3"`
	Kind4    int16     `json:"kind4"`
	Kind5    int16     `json:"kind5"`
	Op1      pg.OID    `json:"op1"`
	Op2      pg.OID    `json:"op2"`
	Op3      pg.OID    `json:"op3"`
	Op4      pg.OID    `json:"op4"`
	Op5      pg.OID    `json:"op5"`
	Coll1    pg.OID    `json:"coll1"`
	Coll2    pg.OID    `json:"coll2"`
	Coll3    pg.OID    `json:"coll3"`
	Coll4    pg.OID    `json:"coll4"`
	Coll5    pg.OID    `json:"coll5"`
	Numbers1 []float32 `json:"numbers1"`
	Numbers2 []float32 `json:"numbers2"`
	Numbers3 []float32 `json:"numbers3"`
	Numbers4 []float32 `json:"numbers4"`
	Numbers5 []float32 `json:"numbers5"`
	Values1  string    `json:"values1"`
	Values2  string    `json:"values2"`
	Values3  string    `json:"values3"`
	Values4  string    `json:"values4"`
	Values5  string    `json:"values5"`
}

// slots returns the slots that are in use.
func (r *slotColumns) slots(c *collector, types valueTypes) []snapshot.Slot {
	var out []snapshot.Slot
	add := func(kind int16, op, coll pg.OID, numbers []float32, values string) {
		if kind == 0 {
			return
		}
		s := snapshot.Slot{Kind: kind, Operator: c.operators[op], Collation: c.collations[coll].Text, Numbers: numbers, Values: values}
		if values != "" {
			s.ValueType = types.of(kind, s.Operator)
		}
		out = append(out, s)
	}
	add(r.Kind1, r.Op1, r.Coll1, r.Numbers1, r.Values1)
	add(r.Kind2, r.Op2, r.Coll2, r.Numbers2, r.Values2)
	add(r.Kind3, r.Op3, r.Coll3, r.Numbers3, r.Values3)
	add(r.Kind4, r.Op4, r.Coll4, r.Numbers4, r.Values4)
	add(r.Kind5, r.Op5, r.Coll5, r.Numbers5, r.Values5)
	return out
}

// columnStatistics reads pg_statistic itself where we may, else what pg_stats
// shows of it.
func (c *collector) columnStatistics() {
	if c.rawStats {
		operators := read[operator](c, snapshot.AreaColumnStatistics, "operators.sql")
		c.operators = make(map[pg.OID]string, len(operators))
		for _, o := range operators {
			c.operators[o.OID] = o.Text
		}
	}
	file := "column_statistics.sql"
	if !c.rawStats {
		file = "column_statistics_view.sql"
	}
	rows := read[statisticsRow](c, snapshot.AreaColumnStatistics, file)
	c.snap.ColumnStatistics = make([]snapshot.ColumnStatistics, len(rows))
	for i := range rows {
		c.snap.ColumnStatistics[i] = rows[i].ColumnStatistics
		c.snap.ColumnStatistics[i].Slots = rows[i].slots(c, rows[i].valueTypes)
	}
	c.hiddenStatistics()
}

// hiddenStatistics says of how many tables the statistics are not for us.
func (c *collector) hiddenStatistics() {
	hidden, of := 0, 0
	for i := range c.snap.Relations {
		r := &c.snap.Relations[i]
		if r.System || r.Kind == "t" || r.Kind == "c" || r.Kind == "v" || r.Persistence == "t" {
			continue
		}
		of++
		if !r.StatsVisible {
			hidden++
		}
	}
	if hidden == 0 {
		return
	}
	grant := c.grant(snapshot.AreaColumnStatistics)
	if c.major >= 14 {
		grant += "; or, to read all data as well: grant pg_read_all_data to " + c.role
	}
	c.note(snapshot.NotSeen{
		Area:    snapshot.AreaColumnStatistics,
		Partial: hidden < of,
		Objects: hidden,
		Why:     fmt.Sprintf("%s may not read the statistics of %d of %d tables", c.role, hidden, of),
		Grant:   grant,
	})
}
