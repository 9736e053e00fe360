# SPDX-License-Identifier: BSD-3-Clause
# Warns of variables in a Makefile.uk that have no effect: per-file variables that match no source, and names that nothing
# reads. A per-file variable under an option that is off may match none. Input: the list of per-file prefixes in use (-v files=), the
# options that are on (-v conf=), then the Makefile.uk of the selected libraries.
BEGIN {
	split("SRCS OBJS ALIBS COMPFLAGS CFLAGS CXXFLAGS ASFLAGS CINCLUDES CXXINCLUDES ASINCLUDES LDFLAGS LDS EXPORTS LOCALS " \
	      "OBJCFLAGS CLEAN BASE BUILD ORIGIN M4FLAGS AWKFLAGS ARCHIVE FPU ORIGIN_MD5 ORIGIN_SHA1 ORIGIN_SHA256 ORIGIN_SHA512 " \
	      "ORIGIN_DEBIAN LDSCRIPT VERSION URL SUBDIR PATCHDIR EXTRACTED LICENSE", list, " ")
	for (i in list)
		known[list[i]] = 1
	while ((getline line < files) > 0)
		used[line] = 1
	while ((getline line < conf) > 0)
		if (match(line, /^CONFIG_[A-Za-z0-9_]+/))
			set[substr(line, RSTART, RLENGTH)] = 1
	split(libs, names, " ")
}
# NAME-$(CONFIG_X), when the option X is off
function is_off(name) {
	return match(name, /-\$[({]CONFIG_[A-Za-z0-9_]+[)}]$/) && !(substr(name, RSTART + 3, RLENGTH - 4) in set)
}
FNR == 1 { count++ }
{
	text = $0
	sub(/#.*/, "", text)
	rest = text
	while (match(rest, /\$[({][A-Za-z0-9_]+/)) {
		referenced[substr(rest, RSTART + 2, RLENGTH - 2)] = 1
		rest = substr(rest, RSTART + RLENGTH)
	}
}
match(text, /^[ \t]*[A-Z0-9_]+(-[^ \t:+?=]*)?[ \t]*[:+?]?=/) {
	name = substr(text, RSTART, RLENGTH)
	gsub(/^[ \t]+|[ \t]*[:+?]?=$/, "", name)
	off = is_off(name)
	sub(/-(y|m|n|\$.*)?$/, "", name)
	if (!(name in where)) {
		where[name] = FILENAME ":" FNR
		order[++assigned] = name
		only_off[name] = 1
	}
	if (!off)
		delete only_off[name]
}
function distance(a, b,  i, j, la, lb, d, c) {
	la = length(a); lb = length(b)
	for (i = 0; i <= la; i++) d[i, 0] = i
	for (j = 0; j <= lb; j++) d[0, j] = j
	for (i = 1; i <= la; i++)
		for (j = 1; j <= lb; j++) {
			c = d[i - 1, j - 1] + (substr(a, i, 1) != substr(b, j, 1))
			if (d[i - 1, j] + 1 < c) c = d[i - 1, j] + 1
			if (d[i, j - 1] + 1 < c) c = d[i, j - 1] + 1
			d[i, j] = c
		}
	return d[la, lb]
}
# The library whose name the variable begins with, the longest such.
function owner(name,  i, best) {
	for (i in names)
		if (index(name, names[i]) == 1 && length(names[i]) > length(best))
			best = names[i]
	return best
}
function nearest(name, lib, kind,  k, d, best, least) {
	least = 999
	if (kind != "") {
		for (k in used)
			if (index(k, lib "_") == 1) {
				d = distance(name, k "_" kind)
				if (d < least || (d == least && k "_" kind < best)) { least = d; best = k "_" kind }
			}
	} else
		for (k in known) {
			d = distance(name, lib "_" k)
			if (d < least || (d == least && lib "_" k < best)) { least = d; best = lib "_" k }
		}
	return best
}
END {
	for (n = 1; n <= assigned; n++) {
		name = order[n]
		lib = owner(name)
		if (lib == "" || (name in referenced))
			continue
		suffix = substr(name, length(lib) + 2)
		if (substr(name, length(lib) + 1, 1) == "_" && (suffix in known))
			continue
		kind = ""
		if (match(name, /_(FLAGS|INCLUDES|CDEPS|SUBBUILD)$/)) {
			kind = substr(name, RSTART + 1)
			if ((substr(name, 1, RSTART - 1) in used) || (name in only_off))
				continue
		}
		best = nearest(name, lib, kind)
		if (kind != "")
			print where[name] ": warning: " name " matches no source of this library" (best != "" ? "; did you mean " best "?" : "")
		else
			print where[name] ": warning: nothing reads " name (best != "" ? "; did you mean " best "?" : "")
	}
}
