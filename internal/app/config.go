package app

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/rules"
)

// ConfigFile is the name of the configuration file looked for in the current
// folder.
const ConfigFile = ".pgadept.yaml"

const configVersion = 1

// Config is the configuration file. Unknown keys are errors.
type Config struct {
	Version    int                           `yaml:"version"`
	Ignore     []Ignore                      `yaml:"ignore"`
	Thresholds map[string]map[string]float64 `yaml:"thresholds"` // rule, threshold, value
}

// Ignore silences findings of a rule, for a stated reason.
type Ignore struct {
	Rule   string `yaml:"rule"`             // ID, or a pattern with *: schema/*
	Object string `yaml:"object,omitempty"` // qualified name, or a pattern; empty for all
	Reason string `yaml:"reason"`
	Until  string `yaml:"until,omitempty"` // YYYY-MM-DD: the last day it counts

	until time.Time
	hits  int
}

// ReadConfig reads a configuration file. With name "" it reads ConfigFile in
// the current folder where there is one, and is empty otherwise.
func ReadConfig(name string) (*Config, error) {
	given := name != ""
	if !given {
		name = ConfigFile
	}
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && !given {
		return &Config{}, nil
	}
	if err != nil {
		return nil, usage("read the configuration: %w", err)
	}
	c := &Config{Version: configVersion} // for a file that names none
	if err := c.decode(b); err != nil {
		return nil, usage("%s: %w", name, err)
	}
	if err := c.check(); err != nil {
		return nil, usage("%s: %w", name, err)
	}
	return c, nil
}

func (c *Config) decode(text []byte) error {
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(c); errors.Is(err, io.EOF) {
		return nil // an empty file
	} else if err != nil {
		return plainYAML(err)
	}
	if err := dec.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return errors.New("it holds more than one YAML document; only the first would count")
	}
	return nil
}

var unknownKey = regexp.MustCompile(`field (.*) not found in type \S+`)

// plainYAML is an error of the decoder without the names of our types.
func plainYAML(err error) error {
	var wrong *yaml.TypeError
	if !errors.As(err, &wrong) {
		return syntaxError(err)
	}
	lines := make([]string, len(wrong.Errors))
	for i, l := range wrong.Errors {
		lines[i] = unknownKey.ReplaceAllString(l, "there is no key $1")
	}
	return errors.New(strings.Join(lines, "; "))
}

var yamlLine = regexp.MustCompile(`line \d+`)

// syntaxError is an error of the YAML scanner, whose words are of its own
// grammar, by the line, which it says where the structure began or ended.
func syntaxError(err error) error {
	if line := yamlLine.FindString(err.Error()); line != "" {
		return fmt.Errorf("near %s: this is no YAML; look at quotes, brackets, colons and indentation there", line)
	}
	return errors.New("this is no YAML; look at quotes, brackets, colons and indentation")
}

func (c *Config) check() error {
	switch {
	case c.Version > configVersion:
		return fmt.Errorf("version %d is newer than this pgadept reads (%d)", c.Version, configVersion)
	case c.Version < 1:
		return fmt.Errorf("there is no version %d of this file; write version: %d", c.Version, configVersion)
	}
	for i := range c.Ignore {
		if err := c.Ignore[i].check(); err != nil {
			return fmt.Errorf("ignore %d: %w", i+1, err)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.Thresholds)) {
		if err := checkThresholds(id, c.Thresholds[id]); err != nil {
			return err
		}
	}
	return nil
}

func checkThresholds(rule string, set map[string]float64) error {
	r := rules.Lookup(rule)
	if r == nil {
		return unknownRule(rule)
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if err := hasThreshold(r, name); err != nil {
			return err
		}
		if v := set[name]; !(v >= 0) || math.IsInf(v, 0) { // NaN is not >= 0 either
			return fmt.Errorf("threshold %s of %s is %v; write a number from 0 on", name, rule, v)
		}
	}
	return nil
}

func (g *Ignore) check() error {
	switch {
	case g.Rule == "":
		return errors.New("names no rule")
	case strings.TrimSpace(g.Reason) == "":
		return fmt.Errorf("of %s gives no reason; say why, for those who come after", g.Rule)
	case !strings.Contains(g.Rule, "*") && rules.Lookup(g.Rule) == nil:
		return unknownRule(g.Rule)
	}
	for _, pattern := range []string{g.Rule, g.Object} {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("pattern %q: %w", pattern, err)
		}
	}
	if g.Until == "" {
		return nil
	}
	t, err := time.Parse(time.DateOnly, g.Until)
	if err != nil {
		return fmt.Errorf("of %s: until %q is not a date like 2027-01-31", g.Rule, g.Until)
	}
	g.until = t.AddDate(0, 0, 1)
	return nil
}

func hasThreshold(r *advice.Rule, name string) error {
	var have []string
	for _, t := range r.Thresholds {
		if t.Name == name {
			return nil
		}
		have = append(have, t.Name)
	}
	if len(have) == 0 {
		return fmt.Errorf("rule %s has no thresholds", r.ID)
	}
	return fmt.Errorf("rule %s has no threshold %q; it has %s", r.ID, name, strings.Join(have, ", "))
}

func unknownRule(id string) error {
	if near := rules.Near(id); len(near) > 0 {
		return fmt.Errorf("there is no rule %q; near it: %s", id, strings.Join(near[:min(len(near), 5)], ", "))
	}
	return fmt.Errorf("there is no rule %q; `pgadept rules` lists them", id)
}
