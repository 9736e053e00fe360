# SPDX-License-Identifier: BSD-3-Clause
# Makes all that concerns system call numbers from the table; `-v what=` says which file.
BEGIN { FS = "\t"; n = 0; print "/* Made from the table of system calls. */" }
/^#/ { next }
{ number[n] = $1; name[n] = $2; args[n] = $3; n++ }
function longs(count,  i, s) {
	if (!count)
		return "void"
	for (i = 1; i <= count; i++)
		s = s (i > 1 ? ", " : "") "long"
	return s
}
function passed(count,  i, s) {
	for (i = 1; i <= count; i++)
		s = s (i > 1 ? ", " : "") "a" i
	return s
}
END {
	all = "long nr, long a1, long a2, long a3, long a4, long a5, long a6"
	if (what == "numbers") {
		print "#ifndef UK_BITS_SYSCALL_NRS_H\n#define UK_BITS_SYSCALL_NRS_H"
		for (i = 0; i < n; i++)
			print "#define SYS_" name[i] " " number[i]
		print "#endif"
	} else if (what == "direct") {
		print "#ifndef UK_BITS_SYSCALL_DIRECT_H\n#define UK_BITS_SYSCALL_DIRECT_H"
		print "#ifdef __cplusplus\nextern \"C\" {\n#endif"
		for (i = 0; i < n; i++)
			print "long uk_syscall_r_" name[i] "(" longs(args[i]) ");"
		print "long uk_syscall6_r(" all ");"
		print "/* With a constant number the compiler leaves one direct call. */"
		print "static inline __attribute__((__always_inline__)) long __uk_syscall_direct(" all ")\n{"
		print "\tif (!__builtin_constant_p(nr))\n\t\treturn uk_syscall6_r(nr, a1, a2, a3, a4, a5, a6);"
		print "\tswitch (nr) {"
		for (i = 0; i < n; i++)
			print "\tcase " number[i] ": return uk_syscall_r_" name[i] "(" passed(args[i]) ");"
		print "\tdefault: return -38; /* -ENOSYS */\n\t}\n}"
		print "#ifdef __cplusplus\n}\n#endif\n#endif"
	} else if (what == "stubs") {
		print "/* A call that no library provides. Each stands in a section of its own, so only what is called is linked. */"
		print "#include <errno.h>"
		print "#define STUB(name) long uk_syscall_r_##name(void); __attribute__((weak, section(\".text.uk_syscall_stub.\" #name))) long uk_syscall_r_##name(void) { return -ENOSYS; }"
		for (i = 0; i < n; i++)
			print "STUB(" name[i] ")"
	} else if (what == "table") {
		print "/* Calls by a number known at run time only. */"
		print "#include <errno.h>\n#include <uk/bits/syscall_direct.h>"
		print "long uk_syscall6_r(" all ")\n{\n\tswitch (nr) {"
		for (i = 0; i < n; i++)
			print "\tcase " number[i] ": return uk_syscall_r_" name[i] "(" passed(args[i]) ");"
		print "\tdefault: return -ENOSYS;\n\t}\n}"
	} else if (what == "names") {
		print "const char *uk_syscall_name(long nr);\nconst char *uk_syscall_name(long nr)\n{\n\tswitch (nr) {"
		for (i = 0; i < n; i++)
			print "\tcase " number[i] ": return \"" name[i] "\";"
		print "\tdefault: return 0;\n\t}\n}"
	}
}
