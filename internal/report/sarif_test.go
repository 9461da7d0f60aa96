package report

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/pgadept/pgadept/internal/advice"
)

// TestSARIFFollowsTheStandard validates by the schema that OASIS publishes.
func TestSARIFFollowsTheStandard(t *testing.T) {
	schema := sarifSchema(t)
	for _, name := range []string{"shop", "hostile", "nothing", "blind", "partly", "zero"} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(render(t, "sarif", name, TextOptions{})))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
	}
	// The neighbour that must not pass: without it a schema that checks nothing would.
	if schema.Validate(map[string]any{"version": "2.1.0", "runs": []any{map[string]any{}}}) == nil {
		t.Error("the schema accepts a run without a tool")
	}
}

func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("sarif.json", doc); err != nil {
		t.Fatal(err)
	}
	return c.MustCompile("sarif.json")
}

func TestSARIFLocations(t *testing.T) {
	for _, c := range []struct {
		object advice.Object
		uri    string
	}{
		{advice.Object{Kind: "table", Schema: "public", Name: "orders"}, "database/shop/public.orders"},
		{advice.Object{Kind: "column", Schema: "public", Name: "orders", Table: "orders", Column: "id"}, "database/shop/public.orders.id"},
		{advice.Object{Kind: "index", Schema: "public", Name: "orders_idx", Table: "orders"}, "database/shop/public.orders_idx"},
		{advice.Object{Kind: "constraint", Schema: "public", Name: "fk", Table: "orders"}, "database/shop/public.orders.fk"},
		{advice.Object{Kind: "role", Name: "app"}, "database/shop/role/app"},
		{advice.Object{Kind: "table", Schema: "a.b", Name: "../x y%\x1b表"}, "database/shop/a%2Eb.%2E%2E%2Fx%20y%25%1B%E8%A1%A8"},
	} {
		if got := locationOf("shop", c.object).Physical.Artifact.URI; got != c.uri {
			t.Errorf("%v: %s, want %s", c.object, got, c.uri)
		}
	}
}

func TestSARIFMessagesHaveNoPlaceholdersOrLinks(t *testing.T) {
	var log sarifLog
	if err := json.Unmarshal([]byte(render(t, "sarif", "hostile", TextOptions{})), &log); err != nil {
		t.Fatal(err)
	}
	for _, r := range log.Runs[0].Results {
		text := strings.NewReplacer("{{", "", "}}", "", `\[`, "", `\]`, "").Replace(r.Message.Text)
		if strings.ContainsAny(text, "{}") || strings.Contains(text, "](") {
			t.Errorf("message %q", r.Message.Text)
		}
	}
}
