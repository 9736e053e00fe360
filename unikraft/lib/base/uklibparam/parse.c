/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot command line: words, parameters, the program's arguments. */
#include <errno.h>
#include <string.h>
#include <uk/libparam.h>
#include <uk/print.h>

extern const struct uk_libparam __start_uk_libparam_table[] __attribute__((weak));
extern const struct uk_libparam __stop_uk_libparam_table[] __attribute__((weak));

/* What QEMU's microvm appends behind everything, so behind "--" as well. */
#define MACHINE_PARAMETER "virtio_mmio.device="

static int is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copy one word to *out without its quotes and escapes; a list keeps them for
 * uk_libparam_list_next(). */
static char *scan_word(char *in, char **out)
{
	char quote = 0;
	int depth = 0;
	char *o = *out;

	for (; *in && (quote || depth || !is_blank(*in)); in++) {
		if (!depth && !quote && *in == '[' && o > *out && o[-1] == '=')
			depth = 1;
		else if (depth && !quote && *in == ']')
			depth = 0;
		if (*in == '\\' && in[1] && quote != '\'') {
			if (depth)
				*o++ = *in;
			*o++ = *++in;
		} else if (quote ? *in == quote : (*in == '"' || *in == '\'')) {
			quote = quote ? 0 : *in;
			if (depth)
				*o++ = *in;
		} else {
			*o++ = *in;
		}
	}
	*out = o;
	return in;
}

/* The next word of *line, terminated in place; NULL at the end. */
static char *next_word(char **line)
{
	char *in = *line, *word, *out;
	int more;

	while (is_blank(*in))
		in++;
	if (!*in)
		return NULL;
	word = out = in;
	in = scan_word(in, &out);
	more = *in != '\0';
	*out = '\0';
	*line = in + more;
	return word;
}

static const struct uk_libparam *find(const char *name, __sz len)
{
	const struct uk_libparam *p;

	for (p = __start_uk_libparam_table; p < __stop_uk_libparam_table; p++) {
		__sz n = strlen(p->name);

		if (n == len ? !strncmp(p->name, name, n)
		             : n < len && p->name[n - 1] == '.' && !strncmp(p->name, name, n))
			return p;
	}
	return NULL;
}

/* 1: it was a parameter; 0: it is none; negative: its value is wrong. */
static int try_parameter(char *word)
{
	char *equals = strchr(word, '=');
	const struct uk_libparam *p;
	int rc;

	p = equals ? find(word, (__sz)(equals - word)) : NULL;
	if (!p)
		return 0;
	*equals = '\0';
	rc = p->set(p, word, equals + 1);
	if (rc < 0)
		uk_pr_crit("boot parameter %s=%s: not a valid value (%s)\n", word, equals + 1,
		           p->help);
	return rc < 0 ? rc : 1;
}

static int has_separator(const char *line)
{
	const char *p = line;

	while ((p = strstr(p, "--"))) {
		if ((p == line || is_blank(p[-1])) && (!p[2] || is_blank(p[2])))
			return 1;
		p += 2;
	}
	return 0;
}

int uk_libparam_parse(char *line, char **argv, int max)
{
	int separator = has_separator(line);
	int arguments = !separator; /* words that are no parameters belong to the program */
	int argc = 0, rc;
	char *word;

	while ((word = next_word(&line))) {
		if (separator && !strcmp(word, "--")) {
			separator = 0;
			arguments = 2; /* from here on everything does */
			continue;
		}
		if (arguments < 2 || !strncmp(word, MACHINE_PARAMETER, strlen(MACHINE_PARAMETER))) {
			rc = try_parameter(word);
			if (rc < 0)
				return rc;
			if (rc)
				continue;
			if (!strncmp(word, MACHINE_PARAMETER, strlen(MACHINE_PARAMETER)))
				continue; /* for a driver that is not in this image */
			if (!arguments) {
				uk_pr_warn("unknown boot parameter: %s\n", word);
				continue;
			}
		}
		if (argc == max)
			return -E2BIG;
		argv[argc++] = word;
	}
	argv[argc] = NULL;
	return argc;
}

char *uk_libparam_list_next(char **cursor)
{
	char *in = *cursor;

	if (*in == '[')
		in++;
	while (is_blank(*in))
		in++;
	if (!*in || *in == ']') {
		*cursor = in;
		return NULL;
	}
	if (**cursor != '[' && in == *cursor && !strpbrk(in, " ]")) { /* a list of one */
		*cursor = in + strlen(in);
		return in;
	}
	*cursor = strchr(in, ']') && !strpbrk(in, "\"' ") ? strchr(in, ']') : in;
	if (*cursor != in) { /* the last item, with the bracket right behind it */
		**cursor = '\0';
		return in;
	}
	*cursor = in;
	return next_word(cursor);
}
