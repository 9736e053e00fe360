/* SPDX-License-Identifier: BSD-3-Clause */
/* Things that have a name: showing them, doing something with each. */
#include <stdio.h>

#include "cmd/named.h"
#include "cmd/session.h"
#include "term/message.h"

static int need_names(const struct invocation *in, const struct named_kind *kind)
{
	if (in->operands.count)
		return 0;
	fail("'kraft %s' takes a name", in->command->name);
	hint("'kraft %s' shows those there are", kind->list);
	return EXIT_USAGE;
}

int named_show(const struct invocation *in, const struct named_kind *kind,
               const struct strings *names)
{
	enum table_format format;
	struct table *table;
	int status = 0;

	if (table_format_parse(option_value(in, "output"), &format))
		return EXIT_USAGE;
	table = table_new(kind->columns);
	for (size_t i = 0; i < names->count; i++)
		if (kind->row(table, names->item[i]))
			status = EXIT_FAILED;
	if (!status)
		table_print(table, format, kind->none);
	table_free(table);
	return status;
}

int named_inspect(const struct invocation *in, const struct named_kind *kind)
{
	int status = need_names(in, kind);

	return status ? status : named_show(in, kind, &in->operands);
}

int named_each(const struct invocation *in, const struct named_kind *kind,
               int (*action)(const char *name))
{
	int status = need_names(in, kind);

	for (size_t i = 0; i < in->operands.count; i++) {
		if (action(in->operands.item[i]))
			status = EXIT_FAILED;
		else
			puts(in->operands.item[i]);
	}
	return status;
}
