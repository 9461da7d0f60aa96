package collect

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

type indexPagesRow struct {
	OID          pg.OID `json:"oid"`
	AccessMethod string `json:"access_method"`
	Raw          string `json:"raw"`           // hex of the metapage's beginning
	PendingPages *int64 `json:"pending_pages"` // where that is all we see
}

// indexPages reads the metapages: all from disk, where we may, and those of GIN
// indexes from memory where an extension lets us. What we do not see is
// estimated when a twin is built.
func (c *collector) indexPages() {
	c.pagesAt = map[pg.OID]*snapshot.IndexPages{}
	rows, err := try[indexPagesRow](c, snapshot.AreaIndexPages, "index_pages.sql")
	var server *pgconn.PgError
	switch {
	case errors.As(err, &server) && server.Code == noPrivilege:
		c.note(snapshot.NotSeen{Area: snapshot.AreaIndexPages, Partial: true, Grant: c.grant(snapshot.AreaIndexPages),
			Why: c.role + " may not read the metapages of indexes"})
	case err != nil:
		c.notSeen(snapshot.AreaIndexPages, err)
	}
	for _, e := range []struct{ extension, file string }{
		{"pgstattuple", "index_pages_pending.sql"},
		{"pageinspect", "index_pages_buffered.sql"},
	} {
		if schema := c.schemaOf(e.extension); schema != "" {
			sql := strings.ReplaceAll(query(e.file, c.major), "{schema}", pg.QuoteIdent(schema))
			// An addition: whether we may is for the extension to say.
			more, err := tryText[indexPagesRow](c, snapshot.AreaIndexPages, sql, c.lockedArray())
			if err == nil {
				rows = append(rows, more...)
			}
		}
	}
	for _, r := range rows {
		p := c.pagesAt[r.OID]
		if p == nil {
			p = &snapshot.IndexPages{OID: r.OID}
			c.pagesAt[r.OID] = p
		}
		if r.Raw == "" {
			p.PendingPages = r.PendingPages
			continue
		}
		readMetapage(p, r.AccessMethod, r.Raw)
	}
}

// keepPages puts what is known of metapages into the snapshot. One on disk may be
// older than what the server has in memory: of an index that has long since grown,
// it says that its root is a leaf. Such a height is not known.
func (c *collector) keepPages() {
	const oneLeaf = 4 * 8192 // with the metapage, and room for a page being split
	for i := range c.snap.Indexes {
		x := &c.snap.Indexes[i]
		if p := c.pagesAt[x.OID]; p != nil && p.Height != nil && *p.Height == 0 && x.Bytes > oneLeaf {
			p.Height = nil
		}
		if p := c.pagesAt[c.snap.Indexes[i].OID]; p != nil && *p != (snapshot.IndexPages{OID: p.OID}) {
			c.snap.IndexPages = append(c.snap.IndexPages, *p)
		}
	}
}

// schemaOf is where an extension is installed, or "".
func (c *collector) schemaOf(extension string) string {
	for i := range c.snap.Extensions {
		if c.snap.Extensions[i].Name == extension {
			return c.snap.Extensions[i].Schema
		}
	}
	return ""
}

// The contents of a metapage begin behind the page's header; the structs are
// BTMetaPageData, GinMetaPageData and BrinMetaPageData, the same from 13 to 18.
const (
	pageHeader = 24
	btreeMagic = 0x053162
	brinMagic  = 0xA8109CFA
	ginNewest  = 2 // GIN_CURRENT_VERSION
)

// readMetapage takes from a metapage what the planner does. What is none, such
// as an encrypted file, says nothing.
func readMetapage(p *snapshot.IndexPages, accessMethod, raw string) {
	page, err := hex.DecodeString(raw)
	if err != nil || len(page) < 128 {
		return
	}
	meta := page[pageHeader:]
	u32 := func(at int) *int64 {
		n := int64(binary.LittleEndian.Uint32(meta[at:]))
		return &n
	}
	switch {
	case accessMethod == "btree" && *u32(0) == btreeMagic:
		height := int32(0)
		if root := *u32(8); root != 0 {
			height = int32(*u32(20))
		}
		p.Height = &height
	case accessMethod == "gin" && *u32(48) <= ginNewest:
		entries := int64(binary.LittleEndian.Uint64(meta[40:]))
		p.PendingPages, p.TotalPages, p.EntryPages, p.DataPages, p.Entries = u32(12), u32(24), u32(28), u32(32), &entries
	case accessMethod == "brin" && *u32(0) == brinMagic:
		p.PagesPerRange, p.RevmapPages = u32(8), u32(12)
	}
}
