package twin

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// apart are the fields in which a twin's schema may differ from production's.
var apart = map[string]string{
	"relpages": "sizes and counters come later", "reltuples": "", "relallvisible": "", "relallfrozen": "", "bytes": "", "bytes_measured": "",
	"frozen_xid_age": "the twin is young", "min_mxid_age": "", "check_xmin": "",
	"stats_visible": "the keeper sees more", "comment": "no plan reads it",
	"last_value": "there are no data", "called": "",
	"data":       "comes later",
	"label_oids": "OIDs have no names, but as many as labels",
	"len":        "", "align": "",
}

// areasOfSchema are what is rebuilt. Of event triggers, publications,
// subscriptions, user mappings and default privileges no plan depends.
func areasOfSchema(s *snapshot.Snapshot) map[string]any {
	return map[string]any{
		"schemas": s.Schemas, "extensions": s.Extensions, "types": s.Types, "collations": s.Collations, "functions": s.Functions,
		"relations": s.Relations, "indexes": s.Indexes, "constraints": s.Constraints, "sequences": s.Sequences, "triggers": s.Triggers,
		"rules": s.Rules, "policies": s.Policies, "view uses": s.ViewUses, "definitions": s.Definitions, "dependencies": s.Dependencies,
		"foreign servers": s.ForeignServers, "extended statistics": s.ExtendedStatistics, "tablespaces": s.Tablespaces, "memberships": s.Memberships,
	}
}

// plain is a snapshot's schema with names for OIDs: facts as area, object and
// path to the field, with their values.
func plain(s *snapshot.Snapshot) map[string]string {
	names := namesOf(s)
	out := map[string]string{}
	for area, rows := range areasOfSchema(s) {
		v := reflect.ValueOf(rows)
		for i := range v.Len() {
			facts := plainStruct(v.Index(i), names)
			if keep(area, facts) {
				flatten(out, area+": "+nameOfFacts(area, facts), facts)
			}
		}
	}
	orders(out, s)
	return out
}

// orders adds what the planner does in the order of OIDs: it lists the indexes
// and statistics objects of a relation, and the children of a table.
func orders(out map[string]string, s *snapshot.Snapshot) {
	cat := snapshot.NewCatalog(s)
	for i := range s.Relations {
		r := &s.Relations[i]
		var indexes, children, statistics []string
		for _, x := range cat.IndexesOf(r.OID) {
			indexes = append(indexes, x.PG().String())
		}
		for _, k := range cat.Children(r.OID) {
			children = append(children, k.PG().String())
		}
		for _, x := range s.ExtendedStatistics {
			if x.TableOID == r.OID {
				statistics = append(statistics, x.Name)
			}
		}
		if r.Kind == "p" {
			slices.Sort(children) // they are in the order of their bounds
		}
		if !r.System && r.Kind != "t" {
			out["order: "+r.PG().String()] = fmt.Sprint("indexes ", indexes, ", children ", children, ", statistics ", statistics)
		}
	}
}

func flatten(out map[string]string, path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		out[path] = "is there"
		for k, x := range v {
			flatten(out, path+" / "+k, x)
		}
	case []any:
		out[path] = fmt.Sprintf("has %d elements", len(v))
		for i, x := range v {
			flatten(out, fmt.Sprintf("%s[%d]", path, i), x)
		}
	default:
		out[path] = fmt.Sprint(v)
	}
}

func plainStruct(v reflect.Value, names map[pg.OID]string) map[string]any {
	out := map[string]any{}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Anonymous || name == "" {
			for k, x := range plainStruct(v.Field(i), names) {
				out[k] = x
			}
			continue
		}
		if _, skip := apart[name]; !skip && !v.Field(i).IsZero() {
			out[name] = plainValue(v.Field(i), names)
		}
	}
	return out
}

func plainValue(v reflect.Value, names map[pg.OID]string) any {
	switch x := v.Interface().(type) {
	case pg.OID:
		if n, ok := names[x]; ok {
			return n
		}
		if x < firstUserOID {
			return x
		}
		return "an object that has no name here"
	case pg.Name:
		return x.String()
	}
	switch v.Kind() {
	case reflect.Slice:
		out := []any{}
		for i := range v.Len() {
			out = append(out, plainValue(v.Index(i), names))
		}
		return out
	case reflect.Struct:
		return plainStruct(v, names)
	case reflect.Pointer:
		return plainValue(v.Elem(), names)
	}
	return v.Interface()
}

// droppedColumn leaves of a dropped column that it is one: whether it was inherited is forgotten.
func droppedColumn(f map[string]any) {
	columns, _ := f["columns"].([]any)
	for _, c := range columns {
		if c, ok := c.(map[string]any); ok && c["dropped"] == true {
			for _, k := range []string{"inherited", "local", "collation", "collation_oid", "stat_target", "compression"} {
				delete(c, k)
			}
		}
	}
}

// namesOf names every object by what identifies it.
func namesOf(s *snapshot.Snapshot) map[pg.OID]string {
	cat := snapshot.NewCatalog(s)
	out := map[pg.OID]string{0: ""}
	for _, r := range s.Relations {
		out[r.OID] = r.PG().String()
		if of := cat.Relation(r.ToastOf); of != nil {
			out[r.OID] = "toast of " + of.PG().String()
		}
		out[r.RowType] = "row of " + out[r.OID]
		out[r.RowTypeArray] = "rows of " + out[r.OID]
	}
	for _, x := range s.Indexes {
		out[x.OID] = x.PG().String()
	}
	for _, q := range s.Sequences {
		out[q.OID] = q.PG().String()
	}
	for _, y := range s.Types {
		out[y.OID] = "type " + y.PG().String()
		out[y.ArrayOID] = "array of " + y.PG().String()
	}
	for _, f := range s.Functions {
		out[f.OID] = "function " + f.PG().String() + "(" + f.Arguments + ")"
	}
	for _, k := range s.Constraints {
		on := ""
		if r := cat.Relation(k.TableOID); r != nil {
			on = r.PG().String()
		}
		out[k.OID] = "constraint " + k.Name + " of " + on
	}
	for _, c := range s.Collations {
		out[c.OID] = "collation " + c.Schema + "." + c.Name
	}
	for _, d := range s.Definitions {
		out[d.OID] = d.Kind + " " + d.Name
	}
	for _, e := range s.Extensions {
		out[e.OID] = "extension " + e.Name
	}
	out[0] = ""
	return out
}

var digits = regexp.MustCompile(`\d+`)

// nameOfFacts identifies a row among those of its area.
func nameOfFacts(area string, f map[string]any) string {
	name := strings.ReplaceAll(fmt.Sprintf("%v %v.%v(%v) of %v%v", f["kind"], f["schema"], f["name"], f["arguments"], f["table_oid"], f["domain_oid"]), "<nil>", "")
	switch area {
	case "view uses", "dependencies", "memberships":
		return fmt.Sprint(f)
	case "relations":
		if f["kind"] == "t" {
			delete(f, "name")
			return fmt.Sprint("toast of ", f["toast_of"])
		}
	case "triggers":
		if f["internal"] == true {
			f["name"] = digits.ReplaceAllString(f["name"].(string), "N")
			return fmt.Sprintf("%v %v %v on %v", f["name"], f["constraint_oid"], f["function"], f["table_oid"])
		}
	}
	delete(f, "oid")
	return name
}

// keep leaves out what the twin has besides, or has not for good reason.
func keep(area string, f map[string]any) bool {
	delete(f, "row_type") // named after the relation
	delete(f, "row_type_array")
	droppedColumn(f)
	switch area {
	case "extensions":
		return f["name"] != "plpgsql" // the server's own
	case "foreign servers":
		delete(f, "owner") // who could give it an address
		f["options"] = slices.DeleteFunc(f["options"].([]any), func(o any) bool {
			return strings.HasPrefix(o.(string), "host=") || strings.HasPrefix(o.(string), "dbname=")
		})
	case "relations":
		return f["system"] != true
	case "indexes":
		return f["system"] != true
	case "memberships":
		return f["member"] != Role && !strings.HasPrefix(fmt.Sprint(f["role"]), "pg_")
	}
	return true
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
