package advice

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// EndPrepared is the fix that ends a prepared transaction. Whether it was
// decided to commit the global transaction, only its transaction manager
// knows: where other parts of it are committed, a rollback here tears it apart.
func (p *Pass) EndPrepared(x *snapshot.PreparedTransaction) *Fix {
	gid := pg.QuoteLiteral(x.GID)
	end := NoTransaction("rollback prepared " + gid)
	if x.Database != p.Server.Database {
		end = ByHand(fmt.Sprintf("connect to database %s and run: %s", x.Database, end.SQL))
	}
	return &Fix{
		Summary: "roll it back, once it is certain that its transaction manager has not decided to commit",
		Steps: []Step{
			ByHand(fmt.Sprintf("ask the transaction manager whether the global transaction of %s was decided to commit: if so, run commit prepared %s instead of the next step", gid, gid)),
			end,
		},
		Caution: "Neither can be undone: a rollback loses what was prepared, and where another part of the global transaction was committed, the two systems disagree for good.",
	}
}
