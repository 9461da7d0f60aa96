package security

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
)

// shellCommands are the settings that hold a command. All roles can read
// them, but for ssl_passphrase_command, which members of
// pg_read_all_settings can.
var shellCommands = []string{
	"archive_command", "restore_command", "archive_cleanup_command", "recovery_end_command", "ssl_passphrase_command",
}

func judgeCommands(p *advice.Pass) {
	for _, name := range shellCommands {
		if secret := secretArgument(p.SettingValue(name)); secret != "" {
			who, severity := "every role", advice.High
			if name == "ssl_passphrase_command" {
				who, severity = "every member of pg_read_all_settings", advice.Medium
			}
			reportCommand(p, name, secret, who, severity)
		}
	}
	if secretArgument(p.SettingValue("primary_conninfo")) != "" {
		reportCommand(p, "primary_conninfo", "password", "every member of pg_read_all_settings (pg_monitor)", advice.Low)
	}
}

func reportCommand(p *advice.Pass, name, secret, who string, severity advice.Severity) {
	how := fmt.Sprintf("move %s from %s to a file that only the server's account can read, and let the command read it there", secret, name)
	if name == "primary_conninfo" {
		how = "move the password from primary_conninfo to a passfile that only the server's account can read (passfile=…)"
	}
	reportSecret(p, severity, advice.Object{Kind: "setting", Name: name},
		fmt.Sprintf("%s holds a secret (%s) that %s can read", name, secret, who),
		"SHOW and pg_settings print it, and so does whatever copies the configuration: backups, tickets, monitoring",
		hidden(secret, "pg_settings.setting"), &advice.Fix{
			Summary: "keep the secret in a file",
			Steps: []advice.Step{
				advice.ByHand(how),
				advice.SQL("select pg_catalog.pg_reload_conf()"),
			},
			Caution: "Keep the old line until the new one has worked: SQL cannot restore it." + asLeaked,
		})
}

// judgeSubscriptions: the connection string of a subscription is hidden from
// all but superusers, but it goes into every dump. A subscription of an owner
// who is no superuser must have its password there.
func judgeSubscriptions(p *advice.Pass) {
	for i := range p.Subscriptions {
		s := &p.Subscriptions[i]
		if s.ConnInfoHasPassword == nil || !*s.ConnInfoHasPassword || !superuser(p, s.Owner) {
			continue
		}
		reportSecret(p, advice.Info, advice.Object{Kind: "subscription", Name: s.Name},
			fmt.Sprintf("the connection string of subscription %s holds the publisher's password", s.Name),
			"superusers can read it, and every dump of this database has it in clear",
			hidden("password", "pg_subscription.subconninfo"), &advice.Fix{
				Summary: "keep the password in a file",
				Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("write the password to a passfile of the server's account, then alter subscription %s connection '… passfile=…' without it", s.Name))},
				Caution: "Nothing is changed here, so there is nothing to undo.",
			})
	}
}
