// Package report writes one advice.Report for people and for programs: text,
// Markdown, HTML, JSON and SARIF. Every writer is a pure function of the
// report, and treats every text that came from a database as hostile.
package report

// Pages is the manual: it returns a rule's title and its page in Markdown,
// or two empty strings for a rule it does not know. A nil Pages is allowed.
type Pages func(rule string) (title, markdown string)

func (p Pages) of(rule string) (title, markdown string) {
	if p == nil {
		return "", ""
	}
	return p(rule)
}
