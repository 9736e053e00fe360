/* SPDX-License-Identifier: BSD-3-Clause */
/* Splitting a line into arguments. */
#include <stddef.h>
#include <uk/argparse.h>

static int separates(char c, int separator)
{
	return separator ? c == (char)separator : c == ' ' || (c >= '\t' && c <= '\r');
}

/* Takes one argument of the text from `in` to `end` and writes it to the same place without
 * quotation marks. Returns where reading stopped. */
static char *take(char *in, const char *end, int separator)
{
	char *out = in, quote = 0;

	while (in != end && *in && (quote || !separates(*in, separator))) {
		if (quote ? *in == quote : *in == '"' || *in == '\'')
			quote = quote ? 0 : *in;
		else
			*out++ = *in;
		in++;
	}
	/* Behind the last byte of a line that fills its buffer nothing may be written. */
	if (in != end && *in)
		in++;
	if (out != end)
		*out = '\0';
	return in;
}

char *uk_nextarg_r(const char **line, int separator)
{
	char *begin = (char *)*line;

	while (begin && *begin && separates(*begin, separator))
		begin++;
	if (!begin || !*begin) {
		*line = NULL;
		return NULL;
	}
	*line = take(begin, NULL, separator);
	return begin;
}

int uk_argnparse(char *line, unsigned long maxlen, char *argv[], int maxcount)
{
	const char *end = maxlen == ~0UL ? NULL : line + maxlen;
	int n = 0;

	while (n < maxcount) {
		while (line != end && *line && separates(*line, 0))
			line++;
		if (line == end || !*line)
			break;
		argv[n++] = line;
		line = take(line, end, 0);
	}
	if (n < maxcount)
		argv[n] = NULL;
	return n;
}
