# SPDX-License-Identifier: BSD-3-Clause
# Groups undefined symbols by who would provide them, and says what to do for each group. Input: lines of explain_errors.awk;
# -v gen= is the folder with auto.conf and rules.mk, -v t= the beginning of the names of .components, .found and .hidden.
BEGIN {
	while ((getline line < (t ".components")) > 0) {
		split(line, c, " ")
		state[c[1]] = c[2]; library[c[1]] = c[3]; option[c[1]] = c[4]
	}
	while ((getline line < (gen "/auto.conf")) > 0)
		if (line ~ /^CONFIG_[A-Z0-9_]*=y/)
			set[substr(line, 8, length(line) - 9)] = 1
	while ((getline line < (gen "/rules.mk")) > 0)
		if (match(line, /: \/[^ ]*/))
			compiled[substr(line, RSTART + 2, RLENGTH - 2)] = 1
	while ((getline line < (t ".hidden")) > 0)
		hidden[line] = 1
	while ((getline line < (t ".found")) > 0) {
		split(line, f, "\t")
		if (!((f[1], f[2]) in file)) {
			folders[f[1]] = folders[f[1]] "\t" f[2]
			file[f[1], f[2]] = f[3]
		} else if (file[f[1], f[2]] ~ /\.uk$/)
			file[f[1], f[2]] = f[3]
	}
}
# Options that must be on for a source: of its line in the Makefile.uk and of the conditionals around that.
function gates(folder, source,  makefile, line, more, depth, stack, result, name, base, i) {
	makefile = folder "/Makefile.uk"
	base = source
	sub(/^.*\//, "", base)
	gsub(/[.+]/, "[&]", base)
	while ((getline line < makefile) > 0) {
		while (line ~ /\\$/ && (getline more < makefile) > 0)
			line = substr(line, 1, length(line) - 1) more
		if (line ~ /^[ ]*if/) {
			name = ""
			if (line ~ /^[ ]*(ifdef|ifeq)/ && match(line, /CONFIG_[A-Z0-9_]+/))
				name = substr(line, RSTART + 7, RLENGTH - 7)
			stack[++depth] = name
		} else if (line ~ /^[ ]*else/)
			stack[depth] = ""
		else if (line ~ /^[ ]*endif/)
			depth--
		else if (line ~ ("(^|[/ ,])" base "($|[| ,)])")) {
			for (i = 1; i <= depth; i++)
				if (stack[i] != "" && !(stack[i] in set))
					result = result " and CONFIG_" stack[i] "=y"
			if (match(line, /-\$\(CONFIG_[A-Z0-9_]+\)/)) {
				name = substr(line, RSTART + 10, RLENGTH - 11)
				if (!(name in set) && name != option[folder])
					result = result " and CONFIG_" name "=y"
			}
		}
	}
	close(makefile)
	return result
}
function short(path, folder) { return index(path, folder "/") == 1 ? substr(path, length(folder) + 2) : path }
# What to do for the symbol with this component; @IT@ stands for it or them.
function advice(symbol, folder,  source, more) {
	source = file[symbol, folder]
	more = source ~ /\.uk$/ ? "" : gates(folder, source)
	if (state[folder] == "off")
		return library[folder] " provides @IT@: set CONFIG_" option[folder] "=y" more " (\047make menuconfig\047)"
	if (state[folder] == "away")
		return library[folder] " provides @IT@: add " folder " to L= and set CONFIG_" option[folder] "=y" more
	if ((symbol "\t" folder) in hidden)
		return library[folder] " has @IT@ and hides @IT@: list @IT@ in " folder "/exportsyms.uk, or take @IT@ out of localsyms.uk"
	if (more != "")
		return library[folder] " has @IT@ in " short(source, folder) ": set" substr(more, 5)
	if (source !~ /\.uk$/ && !(source in compiled))
		return library[folder] " has @IT@ in " short(source, folder) ", which is not among its sources"
	return library[folder] " (" folder ") has @IT@, but not in this configuration: see the conditions in " short(source, folder)
}
function runtime(symbol) { return symbol ~ /^(std::|operator (new|delete)|vtable for (std|__cxxabiv1)::|__cxa_|__gxx_|_Unwind_|__dynamic_cast|typeinfo)/ }
$1 == "U" {
	symbol = $2
	text = ""
	n = split(substr(folders[symbol], 2), list, "\t")
	for (i = 1; i <= n; i++)
		text = text "       " advice(symbol, list[i]) "\n"
	if (text == "" && runtime(symbol))
		text = "       @IT@ belong to the run-time library of C++, and no library known here provides @IT@: compile with -fno-exceptions -fno-rtti, or add a port of libcxx\n"
	if (text == "")
		text = "       no library known here provides @IT@: is a source file missing in a Makefile.uk, or a library in L=?\n"
	if (!(text in members))
		order[++groups] = text
	members[text] = members[text] (members[text] == "" ? "" : "\n") symbol
	place[symbol] = $3
}
END {
	# Those that somebody provides come last, next to the prompt, as they are the ones to act on.
	for (pass = 0; pass < 2; pass++)
		for (g = 1; g <= groups; g++)
			if ((order[g] ~ /no library known/ ? 0 : 1) == pass)
				group(order[g])
}
function group(text,  n, list, i, line, it) {
	n = split(members[text], list, "\n")
	it = n == 1 ? "it" : "them"
	if (n == 1)
		print "error: nothing in this image defines \047" list[1] "\047 (needed at " place[list[1]] ")"
	else {
		print "error: nothing in this image defines these " n " symbols:"
		if (n <= 12)
			for (i = 1; i <= n; i++)
				print "         \047" list[i] "\047 (needed at " place[list[i]] ")"
		else {
			line = "        "
			for (i = 1; i <= n; i++) {
				if (length(line) + length(list[i]) > 110) { print line; line = "        " }
				line = line " " list[i] (i < n ? "," : "")
			}
			print line
		}
	}
	gsub(/@IT@ belong/, n == 1 ? "it belongs" : "they belong", text)
	gsub(/@IT@/, it, text)
	printf "%s", text
}
