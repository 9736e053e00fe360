/* SPDX-License-Identifier: BSD-3-Clause */
/* Mount options. */
#include <uk/print.h>
#include "9pfs.h"

/* Options of Linux's 9p that name what is done here anyway, or do not matter. */
static int is_accepted(const char *option)
{
	static const char *const accepted[] = {
	        "trans=virtio", "version=9p2000.L", "msize=",   "cache=", "access=", "posixacl",
	        "noextend",     "dfltuid=",         "dfltgid=", "rw",     "ro"};

	for (unsigned int i = 0; i < ARRAY_SIZE(accepted); i++) {
		__sz len = strlen(accepted[i]);

		if (!strncmp(option, accepted[i], len) &&
		    (accepted[i][len - 1] == '=' || !option[len]))
			return 1;
	}
	return 0;
}

int p9fs_options_parse(const char *data, struct p9fs_options *options)
{
	__sz size = data ? strlen(data) + 1 : 1;
	char *option, *next;

	*options = (struct p9fs_options){.user = "root", .name = ""};
	options->buffer = uk_malloc(uk_alloc_get_default(), size);
	if (!options->buffer)
		return -ENOMEM;
	memcpy(options->buffer, data ? data : "", size);
	for (option = options->buffer; option; option = next) {
		next = strchr(option, ',');
		if (next)
			*next++ = '\0';
		if (!strncmp(option, "aname=", 6)) {
			options->name = option + 6;
		} else if (!strncmp(option, "uname=", 6)) {
			options->user = option + 6;
		} else if (*option && !is_accepted(option)) {
			uk_pr_err("there is no mount option \"%s\"\n", option);
			return -EINVAL;
		}
	}
	return 0;
}

void p9fs_options_free(struct p9fs_options *options)
{
	uk_free(uk_alloc_get_default(), options->buffer);
}
