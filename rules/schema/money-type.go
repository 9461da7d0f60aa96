package schema

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// MoneyType finds columns of type money.
var MoneyType = advice.Rule{
	ID:         "schema/money-type",
	Title:      "money columns change their meaning with lc_monetary",
	Severity:   advice.Medium,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:      append([]snapshot.Area{snapshot.AreaSettings}, retypeAreas...),
	Thresholds: []advice.Threshold{onlineBytes},
	Check: func(p *advice.Pass) {
		money := func(_ *snapshot.Relation, c *snapshot.Column) bool { return c.TypeOID == typeMoney }
		for _, tc := range columnsWhere(p, money) {
			var changes []change
			for _, c := range tc.columns {
				changes = append(changes, change{column: c, to: "numeric", cast: castTo("numeric"), back: castTo("money"), explicit: true})
			}
			f := advice.Finding{
				Title:    tc.title("is money, which stores no currency", "are money, which stores no currency"),
				Object:   advice.TableObject(tc.table),
				Evidence: []advice.Evidence{{Name: "columns", Value: tc.names(), Source: "pg_attribute.atttypid"}},
				Impact:   advice.Impact{Summary: "the stored integer is read as cents, yen or mills by the lc_monetary of the session; a dump restored under another one changes every amount, and division rounds"},
				Fix:      retype(p, tc.table, changes, "make them numeric, in the scale that lc_monetary gives them now"),
			}
			if v := p.SettingValue("lc_monetary"); v != "" {
				f.Evidence = append(f.Evidence, advice.Evidence{Name: "lc_monetary", Value: v, Source: "pg_settings.setting"})
			}
			f.Fix.Caution += "; the session that runs it must have the lc_monetary under which the amounts were written"
			p.Report(f)
		}
	},
}
