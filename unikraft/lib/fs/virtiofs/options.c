/* SPDX-License-Identifier: BSD-3-Clause */
/* Mount options: those of Linux that name what is done here anyway. */
#include <uk/essentials.h>
#include <uk/print.h>
#include "virtiofs.h"

static int is_accepted(const char *option, __sz len)
{
	static const char *const accepted[] = {"dax=never", "rw", "ro", "default_permissions",
	                                       "allow_other"};

	for (unsigned int i = 0; i < ARRAY_SIZE(accepted); i++)
		if (strlen(accepted[i]) == len && !strncmp(option, accepted[i], len))
			return 1;
	return !len;
}

int virtiofs_options_check(const char *data)
{
	while (data) {
		const char *end = strchr(data, ',');
		__sz len = end ? (__sz)(end - data) : strlen(data);

		if (!is_accepted(data, len)) {
			uk_pr_err("there is no mount option \"%.*s\"\n", (int)len, data);
			return -EINVAL;
		}
		data = end ? end + 1 : NULL;
	}
	return 0;
}
