package collect

import (
	"slices"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// always are the areas that every collection reads: what else is read, and
// how, depends on them.
var always = []snapshot.Area{snapshot.AreaServer, snapshot.AreaSettings}

// ofSchema are read together: most of the rest names its rows.
var ofSchema = []snapshot.Area{
	snapshot.AreaSchemas, snapshot.AreaExtensions, snapshot.AreaLanguages, snapshot.AreaTypes, snapshot.AreaRelations,
	snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
}

// withoutSchema are areas that can be read without what they belong to.
var withoutSchema = []snapshot.Area{
	snapshot.AreaDatabases, snapshot.AreaTablespaces, snapshot.AreaSettingOverrides, snapshot.AreaFileSettings,
	snapshot.AreaHBARules, snapshot.AreaRoles, snapshot.AreaPasswords, snapshot.AreaMemberships, snapshot.AreaSubscriptions,
	snapshot.AreaSubscriptionSecrets, snapshot.AreaSlots, snapshot.AreaReplication, snapshot.AreaWALReceiver,
	snapshot.AreaSessions, snapshot.AreaLocks, snapshot.AreaPreparedTransactions, snapshot.AreaProgress,
	snapshot.AreaDatabaseCounters, snapshot.AreaIO, snapshot.AreaWAL, snapshot.AreaCheckpoints, snapshot.AreaArchiver,
	snapshot.AreaSLRU, snapshot.AreaStatements, snapshot.AreaStatementsInfo,
}

// companions fill fields of another area's rows.
var companions = map[snapshot.Area]snapshot.Area{
	snapshot.AreaPasswords:           snapshot.AreaRoles,
	snapshot.AreaSubscriptionSecrets: snapshot.AreaSubscriptions,
	snapshot.AreaSequenceValues:      snapshot.AreaSequences,
	snapshot.AreaStatementsInfo:      snapshot.AreaStatements,
	snapshot.AreaExtendedStatistics:  snapshot.AreaColumnStatistics, // and its operators
}

// complete adds what the asked-for areas cannot be read without; nil stays
// nil, which is everything.
func complete(asked []snapshot.Area) map[snapshot.Area]bool {
	if asked == nil {
		return nil
	}
	wanted := map[snapshot.Area]bool{}
	for _, a := range slices.Concat(asked, always) {
		wanted[a] = true
		if of, ok := companions[a]; ok {
			wanted[of] = true
		}
	}
	for a := range wanted {
		if slices.Contains(always, a) || slices.Contains(withoutSchema, a) {
			continue
		}
		for _, b := range ofSchema {
			wanted[b] = true
		}
		break
	}
	return wanted
}

// wants reports whether one of the areas is to be read.
func (c *collector) wants(areas ...snapshot.Area) bool {
	return c.wanted == nil || slices.ContainsFunc(areas, func(a snapshot.Area) bool { return c.wanted[a] })
}

// noteUnasked says of what was not to be read that it was not read.
func (c *collector) noteUnasked() {
	for _, a := range snapshot.Areas() {
		if !c.wants(a) && c.snap.Unseen(a) == nil {
			c.note(snapshot.NotSeen{Area: a, Why: "nobody asked for it", Unasked: true})
		}
	}
}
