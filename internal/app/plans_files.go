package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/planfile"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// queryFile is a file of queries with the one of their plans.
type queryFile struct {
	path, record string
	queries      []fileQuery
	text         string                    // of the plans, to be written
	recorded     map[string]*planfile.Plan // by name
	order        []*planfile.Plan
}

// fileQuery is one statement of a file.
type fileQuery struct {
	name, sql string
	line      int
}

const plansSuffix = ".plans.txt"

// readQueries reads the query files that the paths name: a file, or all *.sql
// of a folder and those below.
func readQueries(paths []string, out string) ([]*queryFile, error) {
	if len(paths) == 0 {
		return nil, usage("no queries are named; name a file of them, or a folder of .sql files")
	}
	var files []*queryFile
	byRecord := map[string]string{}
	for _, path := range paths {
		below, err := under(path, ".sql")
		if err != nil {
			return nil, err
		}
		if len(below) == 0 {
			return nil, usage("%s holds no .sql file", path)
		}
		for _, file := range below {
			record := recordOf(path, file, out)
			if other, taken := byRecord[record]; taken && other != file {
				return nil, usage("the plans of %s and %s would both be %s", other, file, record)
			} else if taken {
				continue
			}
			byRecord[record] = file
			f := &queryFile{path: file, record: record}
			if f.queries, err = readQueryFile(file); err != nil {
				return nil, err
			}
			files = append(files, f)
		}
	}
	return files, nil
}

// recordOf is where the plans of a file are kept. A folder of plans has the
// folders that the queries have.
func recordOf(root, file, out string) string {
	name := strings.TrimSuffix(file, ".sql") + plansSuffix
	if out == "" {
		return name
	}
	rel, err := filepath.Rel(root, name)
	if err != nil || root == file {
		rel = filepath.Base(name)
	}
	return filepath.Join(out, rel)
}

// under are the files of that ending in a folder and below it, but for hidden
// ones; a path that is no folder is itself.
func under(path, ending string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, usage("read %s: %w", path, reason(err))
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var out []string
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p != path && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(d.Name(), ending) && !strings.HasPrefix(d.Name(), "."):
			out = append(out, p)
		}
		return nil
	})
	if err != nil {
		return nil, usage("read %s: %w", path, err)
	}
	return out, nil
}

func readText(path string) (string, error) {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		return "", usage("%s is no ordinary file", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(string(text), "\uFEFF"), nil
}

// namedBy is the comment that names the query behind it; sqlc puts a word with a
// colon after the name.
var namedBy = regexp.MustCompile(`^\s*--\s*name:\s*(.*?)(?:\s+:\w+)?\s*$`)

func readQueryFile(path string) ([]fileQuery, error) {
	text, err := readText(path)
	if err != nil {
		var wrong *UsageError
		if errors.As(err, &wrong) {
			return nil, err
		}
		return nil, usage("read %s: %w", path, reason(err))
	}
	statements, err := sqlparse.Split(text)
	if err != nil {
		return nil, atLine(path, 1, err)
	}
	if len(statements) == 0 {
		return nil, usage("%s holds no statement", path)
	}
	var out []fileQuery
	end := 0
	for i, s := range statements {
		q := fileQuery{name: strconv.Itoa(i + 1), sql: s.Text, line: s.Line}
		for line := range strings.Lines(text[end:s.Offset]) {
			if m := namedBy.FindStringSubmatch(strings.TrimRight(line, "\r\n")); m != nil && m[1] != "" {
				q.name = m[1]
			}
		}
		end = s.Offset + len(s.Text)
		if _, err := sqlparse.Parse(s.Text); err != nil {
			return nil, atLine(path, s.Line, err)
		}
		if kind := sqlparse.Kind(s.Text); !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"}, kind) {
			return nil, usage("%s:%d: there is no plan for %s", path, s.Line, kind)
		}
		q.name = planfile.Printable(q.name)
		if j := slices.IndexFunc(out, func(o fileQuery) bool { return o.name == q.name }); j >= 0 {
			return nil, usage("%s:%d: another query, in line %d, is named %s too", path, s.Line, out[j].line, q.name)
		}
		out = append(out, q)
	}
	return out, nil
}

// atLine is an error in a file; the text that the error is about begins in line
// first.
func atLine(path string, first int, err error) error {
	var scan *sqlparse.ScanError
	var syntax *sqlparse.SyntaxError
	switch {
	case errors.As(err, &scan):
		return usage("%s:%d: %s", path, first+scan.Line-1, scan.What)
	case errors.As(err, &syntax):
		return usage("%s:%d: %s", path, first+max(syntax.Line, 1)-1, syntax.Message)
	}
	return usage("%s:%d: %w", path, first, err)
}

// readRecords reads the plans of the files, and what plans there are of files
// that are gone.
func readRecords(files []*queryFile, opt PlansOptions) ([]CheckedFile, error) {
	known := map[string]bool{}
	found := false
	for _, f := range files {
		known[f.record] = true
		plans, err := readRecord(f.record)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found, f.recorded = true, map[string]*planfile.Plan{}
		for i := range plans {
			f.recorded[plans[i].Name] = &plans[i]
			f.order = append(f.order, &plans[i])
		}
	}
	if !found {
		return nil, usage("no plans are recorded of these queries, as %s; record them with `pgadept plans record`", files[0].record)
	}
	var gone []CheckedFile
	for _, root := range recordRoots(opt) {
		records, err := under(root, plansSuffix)
		if err != nil {
			return nil, err
		}
		for _, record := range records {
			if known[record] {
				continue
			}
			known[record] = true
			plans, err := readRecord(record)
			if err != nil {
				return nil, err
			}
			f := CheckedFile{Path: strings.TrimSuffix(record, plansSuffix) + ".sql", Record: record}
			for i := range plans {
				f.Queries = append(f.Queries, goneQuery(&plans[i]))
			}
			gone = append(gone, f)
		}
	}
	return gone, nil
}

// recordRoots are the folders that hold nothing but these queries' plans.
func recordRoots(opt PlansOptions) []string {
	var folders []string
	for _, p := range opt.Paths {
		if info, err := os.Stat(p); err == nil && info.IsDir() {
			folders = append(folders, p)
		}
	}
	if opt.Out != "" && len(folders) == len(opt.Paths) {
		return []string{opt.Out}
	}
	if opt.Out != "" {
		return nil
	}
	return folders
}

func readRecord(path string) ([]planfile.Plan, error) {
	text, err := readText(path)
	if err != nil {
		return nil, err
	}
	plans, err := planfile.Parse(text)
	if err != nil {
		return nil, usage("%s, %w; mend it, or record the plans anew", path, err)
	}
	return plans, nil
}
