package security

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SecretInCatalog finds passwords and keys where others can read or use them.
// It never shows one.
var SecretInCatalog = advice.Rule{
	ID:       "security/secret-in-catalog",
	Title:    "a password or key lies where others can read it",
	Severity: advice.High,
	Needs: []snapshot.Area{
		snapshot.AreaSettings, snapshot.AreaSettingOverrides, snapshot.AreaForeignServers, snapshot.AreaUserMappings, snapshot.AreaFunctions,
	},
	Wants: []snapshot.Area{snapshot.AreaSubscriptions, snapshot.AreaSubscriptionSecrets, snapshot.AreaRoles},
	Check: func(p *advice.Pass) {
		for i := range p.SettingOverrides {
			if o := &p.SettingOverrides[i]; o.Value != "" && isSecret(o.Name) {
				reportOverride(p, o)
			}
		}
		for i := range p.Functions {
			if f := &p.Functions[i]; f.Extension == "" {
				for _, name := range secretOptions(f.Config) {
					reportFunctionSetting(p, f, name)
				}
			}
		}
		for i := range p.ForeignServers {
			s := &p.ForeignServers[i]
			for _, name := range secretOptions(s.Options) {
				reportServerOption(p, s, name)
			}
		}
		for i := range p.UserMappings {
			if m := &p.UserMappings[i]; m.User == "public" {
				reportPublicMapping(p, m)
			}
		}
		judgeCommands(p)
		judgeSubscriptions(p)
	},
}

func reportSecret(p *advice.Pass, severity advice.Severity, o advice.Object, title, impact string, evidence advice.Evidence, fix *advice.Fix) {
	p.Report(advice.Finding{Severity: severity, Title: title, Object: o, Evidence: []advice.Evidence{evidence}, Impact: advice.Impact{Summary: impact}, Fix: fix})
}

// reportOverride: pg_db_role_setting and pg_roles are readable by every role.
func reportOverride(p *advice.Pass, o *snapshot.SettingOverride) {
	at := advice.OverrideOf(o)
	reportSecret(p, advice.High, advice.Object{Kind: "setting", Name: o.Name + " of " + at.String()},
		fmt.Sprintf("the setting %s of %s holds a secret that every role can read", o.Name, at),
		"pg_db_role_setting shows it to everybody who can connect to any database, and each session of it by SHOW",
		hidden(o.Name, "pg_db_role_setting.setconfig"), &advice.Fix{
			Summary: "take the secret out of the catalog, once its readers get it elsewhere",
			Steps:   []advice.Step{at.Reset(o.Name)},
			Caution: "Functions that read it by current_setting fail for new sessions: move them first to a table that only their owner may read, or to the application." + asLeaked,
		})
}

func reportFunctionSetting(p *advice.Pass, f *snapshot.Function, name string) {
	signature := signatureOf(f)
	reportSecret(p, advice.High, functionObject(f),
		fmt.Sprintf("%s sets %s, a secret that every role can read", signature, name),
		"pg_proc shows the settings of a function to everybody in this database",
		hidden(name, "pg_proc.proconfig"), &advice.Fix{
			Summary: "take the secret out of the function, once it gets it elsewhere",
			Steps:   []advice.Step{advice.SQL("alter " + routine(f) + " " + signature + " reset " + advice.SettingIdent(name))},
			Caution: "The function must read it from elsewhere before: a table that only its owner may read." + asLeaked,
		})
}

func reportServerOption(p *advice.Pass, s *snapshot.ForeignServer, name string) {
	reportSecret(p, advice.High, advice.Object{Kind: "foreign server", Name: s.Name},
		fmt.Sprintf("option %s of foreign server %s holds a secret that every role can read", name, s.Name),
		"pg_foreign_server shows the options of a server to everybody in this database; those of a user mapping are hidden",
		hidden(name, "pg_foreign_server.srvoptions"), &advice.Fix{
			Summary: "take the secret out of the server's options",
			Steps:   []advice.Step{advice.SQL("alter server " + pg.QuoteIdent(s.Name) + " options (drop " + pg.QuoteIdent(name) + ")")},
			Caution: "Queries on its foreign tables fail until each role has a user mapping with the credentials." + asLeaked,
		})
}

func reportPublicMapping(p *advice.Pass, m *snapshot.UserMapping) {
	for _, name := range m.OptionNames {
		if !isSecret(name) {
			continue
		}
		reportSecret(p, advice.Medium, advice.Object{Kind: "user mapping", Name: "public on " + m.Server},
			fmt.Sprintf("the user mapping of PUBLIC on foreign server %s lets every role use one password", m.Server),
			"whoever may use the server, or a foreign table of it, works over there as that one user; its log cannot tell them apart",
			hidden(name, "pg_user_mappings.umoptions"), &advice.Fix{
				Summary: "give each role that needs it a mapping of its own",
				Steps: []advice.Step{
					advice.ByHand(fmt.Sprintf("create a user mapping on %s for each role that reads its tables", m.Server)),
					advice.SQL("drop user mapping for public server " + pg.QuoteIdent(m.Server)),
				},
				Caution: "Roles without a mapping of their own can no longer read the foreign tables." + asLeaked,
			})
		return
	}
}
