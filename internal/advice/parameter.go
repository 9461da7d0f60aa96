package advice

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// SetParameter is the fix that changes a server setting: ALTER SYSTEM and a
// reload or a restart on a plain server, the provider's parameter group on a
// managed one. The undo restores the value that was set before.
func (p *Pass) SetParameter(name, value, summary string) *Fix {
	if p.managed() {
		return &Fix{
			Summary: summary,
			Steps:   []Step{ByHand(fmt.Sprintf("set %s = %s in the parameter group of the instance", name, value))},
			Undo:    []Step{ByHand(fmt.Sprintf("set %s back to %s in the parameter group", name, p.SettingValue(name)))},
		}
	}
	if s := p.Setting(name); s != nil && s.Source == "command line" {
		// ALTER SYSTEM loses against the command line (Patroni, service units).
		return &Fix{
			Summary: summary,
			Steps:   []Step{ByHand(fmt.Sprintf("set %s = %s where the server's command line is made, and restart it", name, value))},
			Undo:    []Step{ByHand(fmt.Sprintf("set %s = %s there again, and restart", name, p.withUnit(name)))},
		}
	}
	apply := SQL("select pg_catalog.pg_reload_conf()")
	if s := p.Setting(name); s != nil && s.Context == "postmaster" {
		apply = ByHand(ManualRestart)
	}
	return &Fix{
		Summary: summary,
		Steps:   []Step{NoTransaction(fmt.Sprintf("alter system set %s = %s", pg.QuoteIdent(name), SettingLiteral(name, value))), apply},
		Undo:    []Step{NoTransaction(p.undoParameter(name)), apply},
	}
}

func (p *Pass) undoParameter(name string) string {
	s := p.Setting(name)
	if s == nil || s.Source != "configuration file" || s.SourceFile != "" && !strings.HasSuffix(s.SourceFile, "postgresql.auto.conf") {
		return fmt.Sprintf("alter system reset %s", pg.QuoteIdent(name))
	}
	return fmt.Sprintf("alter system set %s = %s", pg.QuoteIdent(name), SettingLiteral(name, p.withUnit(name)))
}

// managed reports whether ALTER SYSTEM is out of reach.
func (p *Pass) managed() bool { return p.Server.Platform != "" && p.Server.Platform != "plain" }

// withUnit is a setting's value in a form that ALTER SYSTEM reads back: units
// such as 8kB cannot be written, so the bare number stands for them.
func (p *Pass) withUnit(name string) string {
	s := p.Setting(name)
	switch s.Unit {
	case "B", "kB", "MB", "GB", "ms", "s", "min":
		if s.Value != "-1" && s.Value != "0" {
			return s.Value + s.Unit
		}
	}
	return s.Value
}
