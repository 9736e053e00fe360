/* SPDX-License-Identifier: BSD-3-Clause */
/* One group, behind getgrnam and getgrgid and their relatives. Musl's file of this name asks a
 * daemon when /etc/group is silent, and knows none without that file. */
#include <pthread.h>
#include "database.h"
#include "pwf.h"

static int find(FILE *f, const char *name, gid_t gid, struct group *gr, char **line, size_t *size,
                char ***members, size_t *count, struct group **found)
{
	int error;

	while (!(error = __getgrent_a(f, gr, line, size, members, count, found)) && *found)
		if (name ? !strcmp(name, gr->gr_name) : gr->gr_gid == gid)
			return 0;
	return error;
}

int __getgr_a(const char *name, gid_t gid, struct group *gr, char **line, size_t *size,
              char ***members, size_t *count, struct group **found)
{
	int error, state;
	FILE *f;

	*found = 0;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	f = database_open("/etc/group", "root:x:0:\n");
	error = f ? find(f, name, gid, gr, line, size, members, count, found) : errno;
	if (f)
		fclose(f);
	pthread_setcancelstate(state, 0);
	if (error)
		errno = error;
	return error;
}
