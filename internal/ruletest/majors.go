package ruletest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// majorRange is where a case applies; the zero value is everywhere.
type majorRange struct{ from, to int }

// parseMajors reads 14-, 15-17, -16 or 15.
func parseMajors(s string) (majorRange, error) {
	from, to, dash := strings.Cut(s, "-")
	if !dash {
		to = from
	}
	r := majorRange{}
	var err1, err2 error
	if from != "" {
		r.from, err1 = strconv.Atoi(from)
	}
	if to != "" {
		r.to, err2 = strconv.Atoi(to)
	}
	if err1 != nil || err2 != nil {
		return r, fmt.Errorf("majors %q: want 14-, 15-17, -16 or 15", s)
	}
	return r, nil
}

func (r majorRange) has(major int) bool {
	return major >= r.from && (r.to == 0 || major <= r.to)
}

// and narrows a range by another.
func (r majorRange) and(o majorRange) majorRange {
	out := majorRange{from: max(r.from, o.from), to: r.to}
	if out.to == 0 || o.to != 0 && o.to < out.to {
		out.to = o.to
	}
	return out
}

// choose picks the majors to run on: those asked for that are in the range,
// or the newest supported one of the range, so that no case is ever skipped.
func (r majorRange) choose(asked []int) []int {
	var out []int
	for _, m := range asked {
		if r.has(m) {
			out = append(out, m)
		}
	}
	if len(out) > 0 {
		return out
	}
	all := []int{}
	for m := pg.OldestMajor; m <= pg.NewestMajor; m++ {
		if r.has(m) {
			all = append(all, m)
		}
	}
	return all[max(0, len(all)-1):]
}
