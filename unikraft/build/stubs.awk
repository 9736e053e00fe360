# SPDX-License-Identifier: BSD-3-Clause
# Reports the system calls of an image. Input: IMAGE.syscalls ("have NAME" or "stub NAME"), then the Makefile.uk of libraries that
# are not selected, which may provide what is a stub here. Writes IMAGE.syscalls anew (-v out=), with library and option behind such a stub.
FILENAME == ARGV[1] {
	if ($1 == "have") {
		print >out
		have++
	}
	else
		stub[++stubs] = $2
	next
}
FNR == 1 { library = option = "" }
match($0, /addlib[a-z_]*,[^)]*\$\(CONFIG_[A-Z0-9_]+/) {
	text = substr($0, RSTART, RLENGTH)
	option = text
	sub(/.*CONFIG_/, "", option)
	sub(/,\$\(CONFIG_.*/, "", text)
	sub(/.*,/, "", text)
	library = text
}
/UK_PROVIDED_SYSCALLS/ {
	for (i = 1; i <= NF; i++)
		if (match($i, /-[0-9]+[eu]?\)*$/) && !(substr($i, 1, RSTART - 1) in by))
			by[substr($i, 1, RSTART - 1)] = library " CONFIG_" option
}
END {
	if (!stubs)
		exit
	for (i = 1; i <= stubs; i++) {
		print "stub " stub[i] (stub[i] in by ? " " by[stub[i]] : "") >out
		if (stub[i] in by) {
			split(by[stub[i]], who, " ")
			hints = hints "\n          " stub[i] ": provided by " who[1] " (" who[2] ")"
		} else
			others = others " " stub[i]
	}
	print "  note: " have + 0 " system calls are provided; " stubs " called here answer ENOSYS" (others ? ":" others : "") hints
}
