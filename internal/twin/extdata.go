package twin

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// How the server stores distinct counts and dependencies (mvdistinct.c and
// dependencies.c): a magic number, a type, a count, then the items.
const (
	ndistinctMagic    = 0xA352BFA4
	dependenciesMagic = 0xB4549A2C
)

// extItem is one figure and the columns it is of, of expressions the negative
// numbers. Of a dependency the last column is the one that depends.
type extItem struct {
	columns []int
	value   float64
}

// packExt writes the items as the server stores them. wide says how it writes
// the number of columns: an int for distinct counts, a smallint for dependencies.
func packExt(magic uint32, wide bool, items []extItem) []byte {
	le := binary.LittleEndian
	out := le.AppendUint32(nil, magic)
	out = le.AppendUint32(out, 1)
	out = le.AppendUint32(out, uint32(len(items)))
	for _, it := range items {
		out = le.AppendUint64(out, math.Float64bits(it.value))
		if wide {
			out = le.AppendUint32(out, uint32(len(it.columns)))
		} else {
			out = le.AppendUint16(out, uint16(len(it.columns)))
		}
		for _, c := range it.columns {
			out = le.AppendUint16(out, uint16(int16(c)))
		}
	}
	return out
}

// unpackExt reads what packExt writes, and refuses what does not hold together.
func unpackExt(raw []byte, magic uint32, wide bool) ([]extItem, error) {
	le := binary.LittleEndian
	if len(raw) < 12 || le.Uint32(raw) != magic || le.Uint32(raw[4:]) != 1 {
		return nil, errors.New("its beginning is not that of extended statistics")
	}
	n, count := int(le.Uint32(raw[8:])), 2
	if wide {
		count = 4
	}
	raw = raw[12:]
	var items []extItem
	for range n {
		if len(raw) < 8+count {
			return nil, errTruncated
		}
		it := extItem{value: math.Float64frombits(le.Uint64(raw))}
		columns := int(le.Uint16(raw[8:]))
		raw = raw[8+count:]
		if columns < 2 || columns > maxColumns || len(raw) < 2*columns {
			return nil, errTruncated
		}
		for i := range columns {
			it.columns = append(it.columns, int(int16(le.Uint16(raw[2*i:]))))
		}
		raw = raw[2*columns:]
		items = append(items, it)
	}
	if len(raw) > 0 || n == 0 {
		return nil, errors.New("the number of items is not what it says")
	}
	return items, nil
}

// extText is one item of the text form: "2, 4": 1000, or "2 => 4": 1.000000.
var extText = regexp.MustCompile(`"([-0-9, =>]+)": ([-0-9.e+]+)`)

// readExt reads the text form, which views show to more roles. It rounds.
func readExt(text string) ([]extItem, error) {
	var items []extItem
	for _, m := range extText.FindAllStringSubmatch(text, -1) {
		value, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return nil, fmt.Errorf("read %.40q: %w", m[0], err)
		}
		it := extItem{value: value}
		for _, word := range strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune(" ,=>", r) }) {
			c, err := strconv.ParseInt(word, 10, 16)
			if err != nil {
				return nil, fmt.Errorf("read %.40q: %w", m[0], err)
			}
			it.columns = append(it.columns, int(c))
		}
		if len(it.columns) < 2 || len(it.columns) > maxColumns {
			return nil, fmt.Errorf("%.40q is of %d columns", m[0], len(it.columns))
		}
		items = append(items, it)
	}
	if len(items) == 0 {
		return nil, fmt.Errorf("%.40q is no list of extended statistics", text)
	}
	return slices.Clip(items), nil
}
