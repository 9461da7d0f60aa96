package pgserver

import (
	"strings"
	"testing"
)

func TestProcessesFetchAndPrepareOnce(t *testing.T) {
	useEmptyCache(t)
	helpers := []*helper{}
	for range 3 {
		// 16 is seldom installed: so this is about the fetch as well.
		helpers = append(helpers, startHelper(t, helperOptions{Major: 16}))
	}
	count := map[string]int{}
	for _, h := range helpers {
		says := h.says(t)
		connect(t, says.URL)
		for _, line := range says.Progress {
			verb, _, _ := strings.Cut(line, " ")
			count[verb]++
		}
	}
	if count["preparing"] != 1 {
		t.Errorf("three processes prepared %d templates", count["preparing"])
	}
	if _, there := installed(t.Context(), 16); !there && count["fetching"] != 1 {
		t.Errorf("three processes fetched %d times", count["fetching"])
	}
}
