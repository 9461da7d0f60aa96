package planfile

// Diff shows two texts as one, by their longest common lines: a line that is
// gone begins with -, a new one with +, one that stays with a space.
func Diff(before, after []string) []string {
	var out, end []string
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		out = append(out, "  "+before[0])
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		end = append([]string{"  " + before[len(before)-1]}, end...)
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	return append(append(out, differing(before, after)...), end...)
}

// tooMany bounds the pairs of lines that are compared: beyond, all lines differ.
const tooMany = 4_000_000

func differing(before, after []string) []string {
	common := func(i, j int) int { return 0 }
	if len(before)*len(after) <= tooMany {
		common = commonLines(before, after)
	}
	var out []string
	for i, j := 0, 0; i < len(before) || j < len(after); {
		switch {
		case i < len(before) && j < len(after) && before[i] == after[j]:
			out = append(out, "  "+before[i])
			i, j = i+1, j+1
		case j == len(after) || i < len(before) && common(i+1, j) >= common(i, j+1):
			out = append(out, "- "+before[i])
			i++
		default:
			out = append(out, "+ "+after[j])
			j++
		}
	}
	return out
}

// commonLines counts the lines that the texts have in common, in order, from two
// lines on.
func commonLines(before, after []string) func(i, j int) int {
	counts := make([][]int, len(before)+1)
	for i := range counts {
		counts[i] = make([]int, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(after) - 1; j >= 0; j-- {
			if before[i] == after[j] {
				counts[i][j] = counts[i+1][j+1] + 1
			} else {
				counts[i][j] = max(counts[i+1][j], counts[i][j+1])
			}
		}
	}
	return func(i, j int) int { return counts[i][j] }
}
