# SPDX-License-Identifier: BSD-3-Clause
# Where a build's time went. Input: lines "LABEL, name, begin, end" and "moment, time", in nanoseconds, of one build. -v now= is the
# end. Writes a JSON file (-v json=) and prints a table (-v table=y). A step's time is the time during which something of it ran; its work is the sum
# over what ran side by side.
function seconds(ns) { return sprintf("%.3f", ns / 1e9) }
function quoted(text) { gsub(/[\\"]/, "\\\\&", text); return "\"" text "\"" }
function step_of(label, begin) {
	if (label ~ /^(FETCH|CLONE|UNPACK)$/) return "fetch"
	if (label == "plan") return "plan"
	if (label ~ /^(CC|CXX|AS|LDS|DTC|M4|AWK)$/ && (!planned || begin >= planned)) return "compile"
	if (label ~ /^(LD|AR|STRIP)$/) return "link"
	return !planned || begin < planned ? "prepare" : "compile"
}
NF == 2 { moment[$1] = $2 + 0; next }
{
	n++
	label[n] = $1; name[n] = $2; begin[n] = $3 + 0; end[n] = $4 + 0
	if ($1 == "plan") planned = $4 + 0
}
# Intervals of one step come in the order of their ends; they are merged in the order of their beginnings.
function span(step,  i, k, m, order, from, to, total, t) {
	m = 0
	for (i = 1; i <= n; i++)
		if (kind[i] == step) {
			for (k = m; k >= 1 && begin[order[k]] > begin[i]; k--)
				order[k + 1] = order[k]
			order[k + 1] = i
			m++
		}
	for (i = 1; i <= m; i++) {
		t = order[i]
		if (i == 1 || begin[t] > to) {
			total += to - from
			from = begin[t]
			to = end[t]
		} else if (end[t] > to)
			to = end[t]
	}
	return total + to - from
}
END {
	count = split("configure survey fetch prepare plan compile link", steps, " ")
	for (i = 1; i <= n; i++) {
		kind[i] = step_of(label[i], begin[i])
		work[kind[i]] += end[i] - begin[i]
		ran[kind[i]]++
	}
	if (moment["surveyed"]) {
		wall["configure"] = work["configure"] = moment["configured"] - moment["start"]
		wall["survey"] = work["survey"] = moment["surveyed"] - moment["configured"]
		ran["configure"] = ran["survey"] = 1
	}
	for (i = 3; i <= count; i++)
		wall[steps[i]] = span(steps[i])
	total = now - moment["start"]
	# The slowest objects, by insertion
	for (i = 1; i <= n; i++)
		if (kind[i] == "compile") {
			for (k = objects; k >= 1 && end[slow[k]] - begin[slow[k]] < end[i] - begin[i]; k--)
				slow[k + 1] = slow[k]
			slow[k + 1] = i
			if (objects < 20) objects++
		}
	printf "{\n  \"seconds\": %s,\n  \"steps\": [", seconds(total) >json
	for (i = 1; i <= count; i++)
		printf "%s\n    {\"step\": \"%s\", \"seconds\": %s, \"work\": %s, \"commands\": %d}", (i > 1 ? "," : ""), steps[i],
			seconds(wall[steps[i]]), seconds(work[steps[i]]), ran[steps[i]] >json
	printf "\n  ],\n  \"slowest\": [" >json
	for (i = 1; i <= objects; i++) {
		split(name[slow[i]], part, ": ")
		printf "%s\n    {\"library\": %s, \"object\": %s, \"seconds\": %s}", (i > 1 ? "," : ""), quoted(part[1]), quoted(part[2]),
			seconds(end[slow[i]] - begin[slow[i]]) >json
	}
	print "\n  ]\n}" >json
	if (!table)
		exit
	printf "%-12s %9s %9s %9s\n", "STEP", "SECONDS", "WORK", "COMMANDS"
	for (i = 1; i <= count; i++)
		printf "%-12s %9.3f %9.3f %9d\n", steps[i], wall[steps[i]] / 1e9, work[steps[i]] / 1e9, ran[steps[i]]
	printf "%-12s %9.3f\n", "total", total / 1e9
	if (objects)
		printf "\n%-50s %9s\n", "SLOWEST OBJECTS", "SECONDS"
	for (i = 1; i <= objects && i <= 10; i++)
		printf "%-50s %9.3f\n", name[slow[i]], (end[slow[i]] - begin[slow[i]]) / 1e9
}
