package twin

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// lendRoles lets Role become any of production's, to plan as they do. It is a
// member already of those that own something.
func (b *builder) lendRoles(ctx context.Context) error {
	rows, err := b.super.Query(ctx, query("lend_roles.sql"), Role)
	if err != nil {
		return err
	}
	grants, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	apart := "; "
	if b.twin.major >= 16 {
		apart = " with inherit false; "
	}
	return run(ctx, b.super, strings.Join(append(grants, ""), apart))
}
