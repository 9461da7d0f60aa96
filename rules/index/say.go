package index

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// bySize is the severity of carrying an index that does nothing.
func bySize(bytes int64) advice.Severity {
	if bytes >= 1<<30 {
		return advice.Medium
	}
	return advice.Low
}

// sized is an index's name with its size.
func sized(p *advice.Pass, x *snapshot.Index) string {
	return fmt.Sprintf("%s (%s)", x.PG(), advice.Size(size(p, x)))
}

// sizeEvidence is an index's size with where it was read.
func sizeEvidence(p *advice.Pass, x *snapshot.Index) advice.Evidence {
	source := "pg_relation_size()"
	for _, l := range leaves(p, x) {
		if !l.BytesMeasured {
			source = "pg_class.relpages"
		}
	}
	return advice.Evidence{Name: "size of " + x.PG().String(), Value: size(p, x), Unit: "bytes", Source: source}
}

// scanEvidence is how often an index was scanned.
func scanEvidence(p *advice.Pass, x *snapshot.Index) advice.Evidence {
	e := p.Counted("scans of "+x.PG().String(), useOf(p, x).scans, "pg_stat_all_indexes.idx_scan")
	e.Unit = "scans"
	return e
}

// definitionEvidence is what an index is made of.
func definitionEvidence(p *advice.Pass, x *snapshot.Index) advice.Evidence {
	def := p.IndexSignature(x)
	if x.Unique {
		def = "unique " + def
	}
	return advice.Evidence{Name: "definition of " + x.PG().String(), Value: def, Source: "pg_index"}
}

// upkeep says what an index that serves nothing costs.
func upkeep(bytes int64) advice.Impact {
	return advice.Impact{
		Summary: fmt.Sprintf("%s of disk and cache, and one more index entry to write and to vacuum for every new row version", advice.Size(bytes)),
		Bytes:   bytes,
	}
}
