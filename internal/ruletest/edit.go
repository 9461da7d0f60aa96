package ruletest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// apply edits the snapshot through its JSON form, so that a path names what a
// reader of the file would see:
//
//	table_counters[public.orders].n_dead_tup = 500000
//	indexes[*].bytes = 200000000
//	sessions[+] = {"pid": 1, "state": "active", "backend_type": "client backend"}
//	settings[max_wal_size].setting = "1024"
//	database_counters[*].stats_reset = "now-45d"
//	checkpoints.num_requested = 50
//
// A row is named by its name, its qualified name or (counters, statistics)
// the qualified name of its relation, optionally with .column. An edit whose
// row is not there is an error unless missingOK.
func apply(s *snapshot.Snapshot, edits []edit, missingOK bool) (*snapshot.Snapshot, error) {
	if len(edits) == 0 {
		return s, nil
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	// As numbers proper: a bigint does not survive a float64.
	var doc map[string]any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return nil, err
	}
	e := editor{doc: doc, s: s, missingOK: missingOK}
	for _, ed := range edits {
		if err := e.one(ed); err != nil {
			return nil, fmt.Errorf("edit %s = %s: %w", ed.path, ed.value, err)
		}
	}
	if raw, err = json.Marshal(doc); err != nil {
		return nil, err
	}
	out := new(snapshot.Snapshot)
	if err := json.Unmarshal(raw, out); err != nil {
		return nil, fmt.Errorf("edited snapshot: %w", err)
	}
	return out, nil
}

type editor struct {
	doc       map[string]any
	s         *snapshot.Snapshot
	missingOK bool
}

var pathPattern = regexp.MustCompile(`^([a-z_]+)(?:\[(.*)\])?(?:\.([a-z_0-9]+))?$`)

func (e editor) one(ed edit) error {
	m := pathPattern.FindStringSubmatch(ed.path)
	if m == nil {
		return fmt.Errorf("want area[row].field")
	}
	area, row, field := m[1], m[2], m[3]
	var value any
	if err := json.Unmarshal([]byte(ed.value), &value); err != nil {
		return fmt.Errorf("value is not JSON: %w", err)
	}
	value = e.resolve(value)
	switch {
	case row == "" && field == "":
		e.doc[area] = value
		return nil
	case row == "":
		obj, ok := e.doc[area].(map[string]any)
		if !ok {
			if e.doc[area] != nil {
				return fmt.Errorf("%s is no single object", area)
			}
			obj = map[string]any{}
			e.doc[area] = obj
		}
		obj[field] = value
		return nil
	}
	list, _ := e.doc[area].([]any)
	if row == "+" {
		e.doc[area] = append(list, value)
		return nil
	}
	return e.rows(list, row, field, value)
}

func (e editor) rows(list []any, row, field string, value any) error {
	hit := false
	for _, it := range list {
		obj, ok := it.(map[string]any)
		if ok && e.matches(obj, row) {
			hit = true
			if value == nil {
				delete(obj, field)
			} else {
				obj[field] = value
			}
		}
	}
	if !hit && !e.missingOK {
		return fmt.Errorf("no row %s", row)
	}
	return nil
}

// matches reports whether an object is the row that somebody named.
func (e editor) matches(obj map[string]any, row string) bool {
	if row == "*" {
		return true
	}
	for _, key := range []string{"name", "slot_name", "gid", "query", "datname", "command", "application_name"} {
		name, ok := obj[key].(string)
		if !ok {
			continue
		}
		if name == row {
			return true
		}
		if schema, ok := obj["schema"].(string); ok && schema+"."+name == row {
			return true
		}
	}
	if pid, ok := number(obj["pid"]); ok && strconv.Itoa(int(pid)) == row {
		return true
	}
	for _, key := range []string{"relid", "indexrelid", "table_oid"} {
		if oid, ok := number(obj[key]); ok {
			attnum, _ := number(obj["attnum"])
			return e.relationName(oid, attnum) == row || e.relationName(oid, 0) == row
		}
	}
	return false
}

// number reads what is a number in the snapshot, or was set by an edit.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case float64:
		return v, true
	}
	return 0, false
}

// relationName is schema.name of a relation or index, with .column where an
// attribute number is given.
func (e editor) relationName(oid, attnum float64) string {
	for i := range e.s.Relations {
		if r := &e.s.Relations[i]; float64(r.OID) == oid {
			name := r.Schema + "." + r.Name
			if c := r.Column(int16(attnum)); c != nil {
				return name + "." + c.Name
			}
			return name
		}
	}
	for i := range e.s.Indexes {
		if x := &e.s.Indexes[i]; float64(x.OID) == oid {
			return x.Schema + "." + x.Name
		}
	}
	return ""
}

var relative = regexp.MustCompile(`^now([+-]\d+)([smhd])$`)

// resolve turns "now-45d" into a time and "oid:public.t" into an OID, inside
// lists and objects too.
func (e editor) resolve(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = e.resolve(x)
		}
	case []any:
		for i, x := range v {
			v[i] = e.resolve(x)
		}
	case string:
		if m := relative.FindStringSubmatch(v); m != nil {
			n, _ := strconv.Atoi(m[1])
			unit := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}[m[2]]
			return e.s.CollectedAt.Add(time.Duration(n) * unit).Format(time.RFC3339Nano)
		}
		if name, ok := strings.CutPrefix(v, "oid:"); ok {
			return e.oid(name)
		}
	}
	return v
}

func (e editor) oid(name string) any {
	for _, r := range e.s.Relations {
		if r.Schema+"."+r.Name == name {
			return r.OID
		}
	}
	for _, x := range e.s.Indexes {
		if x.Schema+"."+x.Name == name {
			return x.OID
		}
	}
	return 0
}
