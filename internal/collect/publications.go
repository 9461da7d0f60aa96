package collect

import "github.com/pgadept/pgadept/internal/snapshot"

// publications reads logical replication: what is published and subscribed.
func (c *collector) publications() {
	s := c.snap
	s.Publications = read[snapshot.Publication](c, snapshot.AreaPublications, "publications.sql")
	c.publicationTables()
	s.Subscriptions = read[snapshot.Subscription](c, snapshot.AreaSubscriptions, "subscriptions.sql")
	if len(s.Subscriptions) == 0 {
		return
	}
	type conninfo struct {
		Name        string `json:"name"`
		HasPassword *bool  `json:"conninfo_has_password"`
	}
	rows := read[conninfo](c, snapshot.AreaSubscriptionSecrets, "subscription_conninfo.sql")
	for _, r := range rows {
		for i := range s.Subscriptions {
			if s.Subscriptions[i].Name == r.Name {
				s.Subscriptions[i].ConnInfoHasPassword = r.HasPassword
			}
		}
	}
}

func (c *collector) publicationTables() {
	type tableRow struct {
		snapshot.PublicationTable
		Filtered bool `json:"filtered"`
	}
	rows := readUnlocked[tableRow](c, snapshot.AreaPublicationTables, "publication_tables.sql")
	var hidden []string
	for _, r := range rows {
		if r.Filtered && c.isLocked(r.TableOID) {
			hidden = append(hidden, c.relationName(r.TableOID))
		}
		c.snap.PublicationTables = append(c.snap.PublicationTables, r.PublicationTable)
	}
	c.noteLocked(snapshot.AreaPublicationTables, distinct(hidden))
}

// foreign reads foreign servers and who may use them how.
func (c *collector) foreign() {
	s := c.snap
	s.ForeignServers = read[snapshot.ForeignServer](c, snapshot.AreaForeignServers, "foreign_servers.sql")
	for i := range s.ForeignServers {
		s.ForeignServers[i].Options = hideOptions(s.ForeignServers[i].Options)
	}
	type mapping struct {
		snapshot.UserMapping
		Hidden bool `json:"hidden"`
	}
	rows := read[mapping](c, snapshot.AreaUserMappings, "user_mappings.sql")
	hidden := 0
	for _, m := range rows {
		if m.Hidden && !c.snap.Server.Superuser {
			hidden++
		}
		s.UserMappings = append(s.UserMappings, m.UserMapping)
	}
	c.noteHidden(snapshot.AreaUserMappings, hidden, len(rows), "user mappings")
}
