package demo

// Fault is one planted fault: the rule that must find it, and the object.
type Fault struct {
	Rule   string
	Object string // as advice.Object.String prints it; "" where the name does not matter
}
