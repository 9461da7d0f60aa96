package collect

import "github.com/pgadept/pgadept/internal/snapshot"

// finish leaves no list without a value, so that the file shows an empty list
// where nothing was found.
func (c *collector) finish() {
	c.noteUnasked()
	c.snap.Server.NotUTF8 = c.dec.strays
	if c.snap.NotSeen == nil {
		c.snap.NotSeen = []snapshot.NotSeen{}
	}
}
