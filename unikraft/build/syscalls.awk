# SPDX-License-Identifier: BSD-3-Clause
# Checks what libraries announce in UK_PROVIDED_SYSCALLS against the table of system calls: name-arguments, with e or u behind
# the number for calls that take the caller's registers.
BEGIN {
	while ((getline line < table) > 0)
		if (line !~ /^#/) {
			split(line, field, "\t")
			args[field[2]] = field[3]
		}
}
{
	for (i = 1; i <= NF; i++) {
		name = $i
		sub(/-[0-9]+[eu]?$/, "", name)
		count = substr($i, length(name) + 2) + 0
		if (!(name in args))
			print "warning: UK_PROVIDED_SYSCALLS: there is no system call " name " (" $i ")"
		else if (name == $i)
			print "warning: UK_PROVIDED_SYSCALLS: " $i " lacks the number of arguments: " name "-" args[name]
		else if (count != args[name])
			print "warning: UK_PROVIDED_SYSCALLS: " name " takes " args[name] " arguments, not " count
	}
}
