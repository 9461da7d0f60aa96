package twin

import (
	"fmt"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

var medleyProspects = []prospect{
	{"create index x on account (feels, id)", 0.03},
	{"create index x on account (feels desc)", 0.03},
	{"create index x on account (name)", 0.03},
	{"create index x on account (nick) where nick is not null", 0.05},
	{"create index x on account (nothing)", 0.03},
	{"create index x on account (born, seen)", 0.03},
	{"create index x on account (login, mail)", 0.03},
	{"create index x on account (ip)", 0.05},
	{"create index x on account (token)", 0.03},
	{"create index x on account (paid)", 0.05},
	{"create index x on account (wait)", 0.03},
	{"create index x on account (active)", 0.10},
	{"create index x on account (bits)", 0.03},
	{"create index x on account ((profile ->> 'town'))", 0.05},
	{"create index x on account ((profile ->> 'id'))", 0.05},
	{"create index x on account (shout(name))", 0.05},
	{"create index x on account (seen) where feels = 'sad'", 0.10},
	{"create index x on purchase (note)", 0.10},
	{"create index x on item_1 (price)", 0.05},
	{"create index x on account using hash (nick)", 0.10},
	{"create index x on account using gin (tags)", 0.10},
	{"create index x on account using gin (moods)", 0.10},
	{"create index x on account using gin (profile)", 0.10},
	{"create index x on account using gin (profile jsonb_path_ops)", 0.10},
	{"create index x on account using gin (name gin_trgm_ops)", 0.20},
	{"create index x on account using gin (to_tsvector('simple', name))", 0.30},
	{"create index x on account using gin (feels)", 0.10},
	{"create index x on account using gin (id)", 0.10},
	{"create index x on account using gist (active)", 0.15},
	{"create index x on account using gist (place)", 0.20},
	{"create index x on account using gist (band)", 0.15},
	{"create index x on account using gist (id)", 0.05},
	{"create index x on account using spgist (place)", 0.20},
	{"create index x on account using spgist (name)", 0.20},
	{"create index x on account using spgist (ip)", 0.20},
	{"create index x on account using brin (seen) with (pages_per_range = 2)", 0},
	{"create index x on account using brin (name) with (pages_per_range = 1)", 0.05},
	{"create index x on account using brin (born, paid) with (pages_per_range = 1)", 0.05},
}

func TestMeasureMedley(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.RuleMajors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			measureAll(t, major, medleyProspects, trade.MedleySchema(major), trade.MedleyData(20000), "vacuum analyze", "checkpoint")
		})
	}
}
