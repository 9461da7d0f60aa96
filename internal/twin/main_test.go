package twin

import (
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }
