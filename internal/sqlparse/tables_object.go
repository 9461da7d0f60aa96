package sqlparse

// object adds the relation in a name that DROP, COMMENT ON and SECURITY LABEL keep as a list of strings.
func (f *finder) object(typ ObjectType, box *AnyNode) {
	list, ok := Unbox(box).(*List)
	if !ok {
		return
	}
	var parts []string
	for _, item := range list.Items {
		if s, ok := Unbox(item).(*String); ok {
			parts = append(parts, s.Sval)
		}
	}
	switch typ {
	case ObjectType_OBJECT_TABLE, ObjectType_OBJECT_VIEW, ObjectType_OBJECT_MATVIEW, ObjectType_OBJECT_FOREIGN_TABLE,
		ObjectType_OBJECT_SEQUENCE, ObjectType_OBJECT_INDEX:
	case ObjectType_OBJECT_COLUMN, ObjectType_OBJECT_TRIGGER, ObjectType_OBJECT_RULE, ObjectType_OBJECT_POLICY,
		ObjectType_OBJECT_TABCONSTRAINT:
		parts = parts[:max(0, len(parts)-1)] // the table's name, then the part's
	default:
		return
	}
	switch n := len(parts); n {
	case 0:
	case 1:
		f.add(Name{"", parts[0]})
	default:
		f.add(Name{parts[n-2], parts[n-1]})
	}
}
