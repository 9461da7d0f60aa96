package twin

import (
	"cmp"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// merged are the statements with one for each text and identifier, heaviest
// first. The same text with another identifier names other relations. Hidden
// texts are not known to be the same.
func merged(all []snapshot.Statement) []*snapshot.Statement {
	type key struct {
		id   int64
		text string
	}
	sorted := make([]*snapshot.Statement, len(all))
	for i := range all {
		sorted[i] = &all[i]
	}
	heaviest(sorted) // of several, the user of the heaviest stands for all
	var out []*snapshot.Statement
	known := map[key]int{}
	for _, s := range sorted {
		k := key{s.QueryID, s.Query}
		i, ok := known[k]
		if !ok || s.Query == "" {
			known[k] = len(out)
			out = append(out, s)
			continue
		}
		out[i] = sum(out[i], s)
	}
	heaviest(out)
	return out
}

func heaviest(s []*snapshot.Statement) {
	slices.SortStableFunc(s, func(a, b *snapshot.Statement) int {
		return cmp.Or(cmp.Compare(b.TotalTime, a.TotalTime), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.QueryID, b.QueryID),
			cmp.Compare(a.Query, b.Query), cmp.Compare(a.UserName, b.UserName))
	})
}

// sum adds up the counters of two entries; means and deviations are of all
// calls, extremes the extremes.
func sum(a, b *snapshot.Statement) *snapshot.Statement {
	c := *a
	total, more := reflect.ValueOf(&c).Elem(), reflect.ValueOf(b).Elem()
	for i := range total.NumField() {
		name := total.Type().Field(i).Name
		if name == "QueryID" || strings.HasPrefix(name, "Mean") || strings.HasPrefix(name, "Stddev") {
			continue
		}
		add(total.Field(i), more.Field(i), name)
	}
	c.MeanTime, c.StddevTime = pooled(a.Calls, a.MeanTime, a.StddevTime, b.Calls, b.MeanTime, b.StddevTime)
	if a.Plans != nil && b.Plans != nil && a.MeanPlanTime != nil && b.MeanPlanTime != nil && a.StddevPlanTime != nil && b.StddevPlanTime != nil {
		mean, deviation := pooled(*a.Plans, *a.MeanPlanTime, *a.StddevPlanTime, *b.Plans, *b.MeanPlanTime, *b.StddevPlanTime)
		c.MeanPlanTime, c.StddevPlanTime = &mean, &deviation
	}
	if a.TopLevel != nil && b.TopLevel != nil {
		top := *a.TopLevel || *b.TopLevel
		c.TopLevel = &top
	}
	return &c
}

// add adds a counter to another, or keeps the smaller or the greater of two
// extremes. What is behind a pointer is shared, and replaced.
func add(to, more reflect.Value, name string) {
	if to.Kind() == reflect.Pointer {
		if more.IsNil() || !to.IsNil() && to.Elem().Kind() != reflect.Int64 && to.Elem().Kind() != reflect.Float64 {
			return
		}
		if to.IsNil() {
			to.Set(more)
			return
		}
		fresh := reflect.New(to.Type().Elem())
		fresh.Elem().Set(to.Elem())
		add(fresh.Elem(), more.Elem(), name)
		to.Set(fresh)
		return
	}
	switch to.Kind() {
	case reflect.Int64:
		to.SetInt(to.Int() + more.Int())
	case reflect.Float64:
		switch {
		case strings.HasPrefix(name, "Min"):
			to.SetFloat(min(to.Float(), more.Float()))
		case strings.HasPrefix(name, "Max"):
			to.SetFloat(max(to.Float(), more.Float()))
		default:
			to.SetFloat(to.Float() + more.Float())
		}
	}
}

// pooled are mean and deviation of two groups together.
func pooled(n1 int64, mean1, dev1 float64, n2 int64, mean2, dev2 float64) (mean, deviation float64) {
	n := float64(n1 + n2)
	if n == 0 {
		return 0, 0
	}
	mean = (float64(n1)*mean1 + float64(n2)*mean2) / n
	squares := float64(n1)*(dev1*dev1+mean1*mean1) + float64(n2)*(dev2*dev2+mean2*mean2)
	return mean, math.Sqrt(max(0, squares/n-mean*mean))
}
