package pgtest

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/pgserver"
)

// Majors returns the versions that tests of version differences run on: those in
// PGADEPT_TEST_MAJORS, else the oldest and the newest.
func Majors() []int {
	list := os.Getenv("PGADEPT_TEST_MAJORS")
	switch list {
	case "":
		return []int{pgserver.MinMajor, pgserver.MaxMajor}
	case "all":
		var all []int
		for m := pgserver.MinMajor; m <= pgserver.MaxMajor; m++ {
			all = append(all, m)
		}
		return all
	}
	var majors []int
	for word := range strings.SplitSeq(list, ",") {
		majors = append(majors, parseMajor("PGADEPT_TEST_MAJORS", word))
	}
	return majors
}

// DefaultMajor returns the version for tests that need just one: the one in
// PGADEPT_TEST_MAJOR, else the newest.
func DefaultMajor() int {
	if word := os.Getenv("PGADEPT_TEST_MAJOR"); word != "" {
		return parseMajor("PGADEPT_TEST_MAJOR", word)
	}
	return pgserver.MaxMajor
}

// parseMajor panics on a mistake in the environment: there is no test to fail
// yet, and tests of the wrong version would be worse.
func parseMajor(variable, word string) int {
	m, err := strconv.Atoi(strings.TrimSpace(word))
	if err != nil || m < pgserver.MinMajor || m > pgserver.MaxMajor {
		panic(fmt.Sprintf("%s has %q where a major version from %d to %d belongs", variable, word, pgserver.MinMajor, pgserver.MaxMajor))
	}
	return m
}

// RuleMajors are the majors on which what takes long is played, such as the rules:
// the default one, or all of PGADEPT_TEST_MAJORS where that is set.
func RuleMajors() []int {
	if os.Getenv("PGADEPT_TEST_MAJORS") == "" {
		return []int{DefaultMajor()}
	}
	return Majors()
}

// PageMajors are the majors on which the nth of many pages is played: those of
// [RuleMajors], or one of them, in turn, where PGADEPT_TEST_CASES is "spread".
func PageMajors(n int) []int {
	majors := RuleMajors()
	if os.Getenv("PGADEPT_TEST_CASES") == "spread" {
		i := n % len(majors)
		return majors[i : i+1]
	}
	return majors
}

// CaseMajors are the majors on which the nth of many cases is played: those of
// [PageMajors] where PGADEPT_TEST_CASES says "all" or "spread". Without it every
// fourth case is played, and there are none for the rest, unless -run names a
// subtest.
func CaseMajors(n int) []int {
	majors := PageMajors(n)
	if os.Getenv("PGADEPT_TEST_CASES") != "" {
		return majors
	}
	if n%4 != 0 && !strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
		return nil
	}
	return majors
}
