package config

import "time"

// major is one row of the versioning policy at postgresql.org/support/versioning.
type major struct {
	name                string
	released, endOfLife time.Time
	latest              int       // the newest minor release known when this was written
	latestDate          time.Time // of its release; zero where the major was dead by then
}

// majors are in order of their release, as known when 18.4 was the newest.
var majors = []major{
	{name: "9.6", released: day(2016, 9, 29), endOfLife: day(2021, 11, 11)},
	{name: "10", released: day(2017, 10, 5), endOfLife: day(2022, 11, 10)},
	{name: "11", released: day(2018, 10, 18), endOfLife: day(2023, 11, 9)},
	{name: "12", released: day(2019, 10, 3), endOfLife: day(2024, 11, 21)},
	{name: "13", released: day(2020, 9, 24), endOfLife: day(2025, 11, 13), latest: 23, latestDate: day(2025, 11, 13)},
	{name: "14", released: day(2021, 9, 30), endOfLife: day(2026, 11, 12), latest: 23, latestDate: day(2026, 5, 14)},
	{name: "15", released: day(2022, 10, 13), endOfLife: day(2027, 11, 11), latest: 18, latestDate: day(2026, 5, 14)},
	{name: "16", released: day(2023, 9, 14), endOfLife: day(2028, 11, 9), latest: 14, latestDate: day(2026, 5, 14)},
	{name: "17", released: day(2024, 9, 26), endOfLife: day(2029, 11, 8), latest: 10, latestDate: day(2026, 5, 14)},
	{name: "18", released: day(2025, 9, 25), endOfLife: day(2030, 11, 14), latest: 4, latestDate: day(2026, 5, 14)},
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// releaseOf returns the major version's row; all before 10 count as 9.6, the
// last of them. A version newer than the table is not known.
func releaseOf(version int) (major, bool) {
	i := max(0, version-9)
	if i >= len(majors) {
		return major{}, false
	}
	return majors[i], true
}

// newest is the newest major that was out for half a year at a moment, long
// enough for its first minor releases.
func newest(at time.Time) string {
	name := majors[0].name
	for _, m := range majors {
		if at.After(m.released.AddDate(0, 6, 0)) {
			name = m.name
		}
	}
	return name
}
