package collect

import (
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// cluster reads what all databases share.
func (c *collector) cluster() {
	s := c.snap
	s.Databases = read[snapshot.Database](c, snapshot.AreaDatabases, "databases.sql")
	for i := range s.Databases {
		fixACL(&s.Databases[i].ACL, s.Databases[i].Owner)
	}
	s.Tablespaces = read[snapshot.Tablespace](c, snapshot.AreaTablespaces, "tablespaces.sql")
	s.SettingOverrides = read[snapshot.SettingOverride](c, snapshot.AreaSettingOverrides, "setting_overrides.sql")
	for i := range s.SettingOverrides {
		o := &s.SettingOverrides[i]
		o.Value = hideSecret(o.Name, o.Value)
	}
	s.FileSettings = read[snapshot.FileSetting](c, snapshot.AreaFileSettings, "file_settings.sql")
	for i := range s.FileSettings {
		f := &s.FileSettings[i]
		f.Value = hideSecret(f.Name, f.Value)
	}
	s.HBARules = read[snapshot.HBARule](c, snapshot.AreaHBARules, "hba_rules.sql")
	for i := range s.HBARules {
		s.HBARules[i].Options = hideOptions(s.HBARules[i].Options)
	}
	s.Roles = read[snapshot.Role](c, snapshot.AreaRoles, "roles.sql")
	for i := range s.Roles {
		s.Roles[i].Config = hideOptions(s.Roles[i].Config)
	}
	s.Memberships = read[snapshot.Membership](c, snapshot.AreaMemberships, "memberships.sql")
	c.passwords()
	c.hiddenSettings()
}

// passwords reads the kind of each role's password, never the hash.
func (c *collector) passwords() {
	rows := read[snapshot.Role](c, snapshot.AreaPasswords, "passwords.sql")
	kinds := make(map[pg.OID]string, len(rows))
	for _, r := range rows {
		kinds[r.OID] = r.PasswordKind
	}
	for i := range c.snap.Roles {
		c.snap.Roles[i].PasswordKind = kinds[c.snap.Roles[i].OID]
	}
}

// hiddenSettings notes that settings only superusers see were left out of
// pg_settings: data_directory is on every server and is one of them.
func (c *collector) hiddenSettings() {
	for _, s := range c.snap.Settings {
		if s.Name == "data_directory" {
			return
		}
	}
	c.note(snapshot.NotSeen{Area: snapshot.AreaSettings, Partial: true, Grant: c.grant(snapshot.AreaSettings),
		Why: "settings that only members of pg_read_all_settings see (shared_preload_libraries, file names, primary_conninfo …) and the files settings come from are hidden"})
}

// fixACL tells "nobody may do anything" from "the default": an ACL without
// entries would look like none, so it becomes the owner's, without privileges.
func fixACL(acl *[]string, owner string) {
	if *acl != nil && len(*acl) == 0 {
		o := pg.QuoteIdent(owner)
		*acl = []string{o + "=/" + o}
	}
}
