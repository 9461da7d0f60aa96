package snapshot

// Area names one part of a snapshot: what one collecting query reads. Rules
// name the areas they need; NotSeen names the areas that are missing.
type Area string

// The areas. Most are the JSON name of the slice they fill; a few fill some
// fields of another area's rows and are named for that.
const (
	AreaServer               Area = "server"
	AreaDatabases            Area = "databases"
	AreaTablespaces          Area = "tablespaces"
	AreaSettings             Area = "settings"
	AreaSettingOverrides     Area = "setting_overrides"
	AreaFileSettings         Area = "file_settings"
	AreaHBARules             Area = "hba_rules"
	AreaRoles                Area = "roles"
	AreaPasswords            Area = "passwords" // Role.PasswordKind, from pg_authid
	AreaMemberships          Area = "memberships"
	AreaSchemas              Area = "schemas"
	AreaExtensions           Area = "extensions"
	AreaLanguages            Area = "languages"
	AreaTypes                Area = "types"
	AreaCollations           Area = "collations"
	AreaFunctions            Area = "functions"
	AreaRelations            Area = "relations"
	AreaSizes                Area = "sizes"            // Relation.Bytes and Index.Bytes
	AreaViewDefinitions      Area = "view_definitions" // Relation.Definition
	AreaColumns              Area = "columns"          // Relation.Columns
	AreaIndexes              Area = "indexes"
	AreaConstraints          Area = "constraints"
	AreaExpressions          Area = "expressions" // defaults, checks, index expressions and predicates, partition bounds, policies
	AreaSequences            Area = "sequences"
	AreaSequenceValues       Area = "sequence_values" // Sequence.LastValue
	AreaTriggers             Area = "triggers"
	AreaRules                Area = "rules"
	AreaPolicies             Area = "policies"
	AreaEventTriggers        Area = "event_triggers"
	AreaDefaultACLs          Area = "default_acls"
	AreaViewUses             Area = "view_uses"
	AreaDefinitions          Area = "definitions"
	AreaDependencies         Area = "dependencies"
	AreaForeignServers       Area = "foreign_servers"
	AreaUserMappings         Area = "user_mappings"
	AreaExtendedStatistics   Area = "extended_statistics"
	AreaColumnStatistics     Area = "column_statistics"
	AreaPublications         Area = "publications"
	AreaPublicationTables    Area = "publication_tables"
	AreaSubscriptions        Area = "subscriptions"
	AreaSubscriptionSecrets  Area = "subscription_conninfo" // Subscription.ConnInfo
	AreaSlots                Area = "slots"
	AreaReplication          Area = "replication"
	AreaWALReceiver          Area = "wal_receiver"
	AreaSessions             Area = "sessions"
	AreaLocks                Area = "locks"
	AreaPreparedTransactions Area = "prepared_transactions"
	AreaProgress             Area = "progress"
	AreaTableCounters        Area = "table_counters"
	AreaIndexCounters        Area = "index_counters"
	AreaFunctionCounters     Area = "function_counters"
	AreaDatabaseCounters     Area = "database_counters"
	AreaIO                   Area = "io"
	AreaWAL                  Area = "wal"
	AreaCheckpoints          Area = "checkpoints"
	AreaArchiver             Area = "archiver"
	AreaSLRU                 Area = "slru"
	AreaStatements           Area = "statements"
	AreaStatementsInfo       Area = "statements_info"
	AreaExactBloat           Area = "exact_bloat" // TableCounters/IndexCounters exact bloat, only with --exact
)

// Areas returns every area.
func Areas() []Area {
	return []Area{
		AreaServer, AreaDatabases, AreaTablespaces, AreaSettings, AreaSettingOverrides, AreaFileSettings,
		AreaHBARules, AreaRoles, AreaPasswords, AreaMemberships, AreaSchemas, AreaExtensions, AreaLanguages,
		AreaTypes, AreaCollations, AreaFunctions, AreaRelations, AreaSizes, AreaViewDefinitions, AreaColumns,
		AreaIndexes, AreaConstraints, AreaExpressions, AreaSequences, AreaSequenceValues, AreaTriggers, AreaRules,
		AreaPolicies, AreaEventTriggers, AreaDefaultACLs, AreaViewUses, AreaDefinitions, AreaDependencies, AreaForeignServers, AreaUserMappings,
		AreaExtendedStatistics, AreaColumnStatistics, AreaPublications, AreaPublicationTables, AreaSubscriptions,
		AreaSubscriptionSecrets, AreaSlots, AreaReplication, AreaWALReceiver, AreaSessions, AreaLocks,
		AreaPreparedTransactions, AreaProgress, AreaTableCounters, AreaIndexCounters, AreaFunctionCounters,
		AreaDatabaseCounters, AreaIO, AreaWAL, AreaCheckpoints, AreaArchiver, AreaSLRU, AreaStatements,
		AreaStatementsInfo, AreaExactBloat,
	}
}

// Unseen returns what NotSeen says of the area, or nil when the area was
// read whole.
func (s *Snapshot) Unseen(a Area) *NotSeen {
	for i := range s.NotSeen {
		if s.NotSeen[i].Area == a {
			return &s.NotSeen[i]
		}
	}
	return nil
}
