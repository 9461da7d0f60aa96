package collect

import "github.com/pgadept/pgadept/internal/snapshot"

func (c *collector) extendedStatistics() {
	_ = snapshot.AreaExtendedStatistics
}

// finish is what is done when all is read.
func (c *collector) finish() {
	if c.snap.NotSeen == nil {
		c.snap.NotSeen = []snapshot.NotSeen{}
	}
}
