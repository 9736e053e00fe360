/* SPDX-License-Identifier: BSD-3-Clause */
/* One user, behind getpwnam and getpwuid and their relatives. Musl's file of this name asks a
 * daemon when /etc/passwd is silent, and knows nobody without that file. */
#include <pthread.h>
#include "database.h"
#include "pwf.h"

static int find(FILE *f, const char *name, uid_t uid, struct passwd *pw, char **line, size_t *size,
                struct passwd **found)
{
	int error;

	while (!(error = __getpwent_a(f, pw, line, size, found)) && *found)
		if (name ? !strcmp(name, pw->pw_name) : pw->pw_uid == uid)
			return 0;
	return error;
}

int __getpw_a(const char *name, uid_t uid, struct passwd *pw, char **line, size_t *size,
              struct passwd **found)
{
	int error, state;
	FILE *f;

	*found = 0;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	f = database_open("/etc/passwd", "root:x:0:0:root:/:/bin/sh\n");
	error = f ? find(f, name, uid, pw, line, size, found) : errno;
	if (f)
		fclose(f);
	pthread_setcancelstate(state, 0);
	if (error)
		errno = error;
	return error;
}
