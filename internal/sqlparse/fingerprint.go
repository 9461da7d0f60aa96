package sqlparse

import pg "github.com/sqlc-dev/oliphant"

// Fingerprint returns 16 hexadecimal digits that are equal for statements of the same shape: constants,
// parameters, comments, white space and the length of IN lists do not count. They are those of libpg_query 18.
func Fingerprint(sql string) (string, error) {
	// The library parses anew and recurses over the tree, so the tree must have passed the limits before.
	if _, err := Parse(sql); err != nil {
		return "", err
	}
	return guard(sql, pg.Fingerprint)
}
