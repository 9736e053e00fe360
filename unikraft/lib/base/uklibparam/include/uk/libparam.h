/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boot parameters: `name=value` words of the boot command line. A library declares each of its
 * parameters in one place; the table is built by the linker, and a word before "--" that no table
 * entry takes is reported.
 *
 *     static char *seed;
 *     UK_LIBPARAM_STRING("random.seed", seed, "seed of the generator, in hexadecimal digits");
 *
 * Words are separated by blanks; '…' and "…" keep blanks, a backslash keeps the next character (not
 * inside '…'). A value may be a list: name=[ item item … ], taken apart by uk_libparam_list_next().
 * Parameters are set once, after the early and plat classes of the init table and before class lib.
 */
#ifndef UK_LIBPARAM_H
#define UK_LIBPARAM_H

#include <uk/essentials.h>

struct uk_libparam {
	const char *name; /* whole, with prefix; ends in '.' to take every name that starts so */
	/* Takes the value, which stays valid for ever; name is the whole name given. 0 or a
	 * negative errno (reported). */
	int (*set)(const struct uk_libparam *param, const char *name, char *value);
	void *variable;
	const char *help;
};

#define UK_LIBPARAM_(line, name_, set_, variable_, help_)                                \
	static const struct uk_libparam __used __align(8) __section("uk_libparam_table") \
	        UK_CONCAT(uk_libparam_, line) = {(name_), (set_), (variable_), (help_)}

/* A parameter with a function of its own. */
#define UK_LIBPARAM(name, set, help) UK_LIBPARAM_(__COUNTER__, name, set, NULL, help)

/* Parameters that set a variable: char *, int, unsigned long (decimal, 0x…, suffixes k M G), bool.
 */
#define UK_LIBPARAM_STRING(name, var, help) \
	UK_LIBPARAM_(__COUNTER__, name, uk_libparam_set_string, &(var), help)
#define UK_LIBPARAM_INT(name, var, help) \
	UK_LIBPARAM_(__COUNTER__, name, uk_libparam_set_int, &(var), help)
#define UK_LIBPARAM_SIZE(name, var, help) \
	UK_LIBPARAM_(__COUNTER__, name, uk_libparam_set_size, &(var), help)
#define UK_LIBPARAM_BOOL(name, var, help) \
	UK_LIBPARAM_(__COUNTER__, name, uk_libparam_set_bool, &(var), help)

int uk_libparam_set_string(const struct uk_libparam *, const char *name, char *value);
int uk_libparam_set_int(const struct uk_libparam *, const char *name, char *value);
int uk_libparam_set_size(const struct uk_libparam *, const char *name, char *value);
int uk_libparam_set_bool(const struct uk_libparam *, const char *name, char *value);

/* The next item of a list value, or NULL; *cursor starts as the value, whose text is cut up. A
 * value without brackets is a list of one. */
char *uk_libparam_list_next(char **cursor);

/*
 * Split line (changed in place) into words, set the parameters among them, and leave the program's
 * arguments in argv (at most max, not counting a NULL behind them). Returns their number. -E2BIG:
 * more than max; -EINVAL: a bad value.
 */
int uk_libparam_parse(char *line, char **argv, int max);

#endif /* UK_LIBPARAM_H */
