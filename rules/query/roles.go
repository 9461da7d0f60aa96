package query

// senders are the roles that send a statement; one empty name, for any role,
// where the server did not say.
func (s *statement) senders() []string {
	if len(s.roles) == 0 {
		return []string{""}
	}
	return s.roles
}
