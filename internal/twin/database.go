package twin

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
)

// A localeChoice is one way to create the database; why says what it costs.
type localeChoice struct {
	clause string
	why    string
}

// createDatabase makes the database with production's encoding and locale, or
// the nearest that this machine has.
func (b *builder) createDatabase(ctx context.Context) error {
	t := b.twin
	create := "create database " + pg.QuoteIdent(t.database) + " template template0 owner " + Role +
		" encoding " + pg.QuoteLiteral(t.snap.Server.Encoding)
	if err := run(ctx, b.admin, "drop database if exists "+pg.QuoteIdent(t.database)); err != nil {
		return err
	}
	var first error
	for i, choice := range b.locales() {
		err := run(ctx, b.admin, create+choice.clause)
		var refused *pgconn.PgError
		if err != nil && !errors.As(err, &refused) {
			return err
		}
		if err == nil && i > 0 {
			b.miss("locale", pg.Name{Name: b.localeName()}, "this machine does not have it; "+choice.why)
		}
		if err == nil {
			return nil
		}
		if first == nil {
			first = err
		}
	}
	return first
}

// locales are the choices, the best first. C.UTF-8 stands in before C: under it,
// as under most locales, LIKE 'x%' cannot use a plain B-tree index.
func (b *builder) locales() []localeChoice {
	s := &b.twin.snap.Server
	libc := func(collate, ctype string) string {
		return " lc_collate " + pg.QuoteLiteral(collate) + " lc_ctype " + pg.QuoteLiteral(ctype)
	}
	provider := ""
	var choices []localeChoice
	if b.twin.major >= 15 {
		provider = " locale_provider libc"
	}
	switch {
	case b.twin.major >= 15 && s.LocaleProvider == "i":
		icu := " locale_provider icu icu_locale " + pg.QuoteLiteral(s.ICULocale)
		choices = []localeChoice{{clause: icu + libc(s.Collate, s.Ctype)}, {icu + libc("C", "C"), "ICU's part of it is there, the C library's is not"}}
	case b.twin.major >= 17 && s.LocaleProvider == "b":
		builtin := " locale_provider builtin builtin_locale " + pg.QuoteLiteral(s.ICULocale)
		choices = []localeChoice{{clause: builtin + libc(s.Collate, s.Ctype)}, {builtin + libc("C", "C"), "the built-in part of it is there, the C library's is not"}}
	default:
		choices = []localeChoice{{clause: provider + libc(s.Collate, s.Ctype)}}
	}
	for _, name := range []string{"C.UTF-8", "en_US.UTF-8", "C"} {
		choices = append(choices, localeChoice{provider + libc(name, name), name + " stands in, and comparisons of text may come out otherwise"})
	}
	return choices
}

// localeName is the locale as one would say it.
func (b *builder) localeName() string {
	s := &b.twin.snap.Server
	switch {
	case s.LocaleProvider == "i" || s.LocaleProvider == "b":
		return s.ICULocale
	case s.Collate == s.Ctype:
		return s.Collate
	}
	return s.Collate + "/" + s.Ctype
}
