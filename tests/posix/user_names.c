/* SPDX-License-Identifier: BSD-3-Clause */
/* Users and groups by name, as servers look them up that give up root. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void user(const struct passwd *p)
{
	if (p)
		printf("user %s %d %d home %c\n", p->pw_name, (int)p->pw_uid, (int)p->pw_gid,
		       p->pw_dir[0]);
	else
		printf("no user\n");
}

int main(void)
{
	char buffer[512];
	struct passwd entry, *found;
	struct group *g;

	user(getpwnam("root"));
	user(getpwuid(0));
	user(getpwnam("nobody"));
	user(getpwuid(65534));
	printf("reentrant %d\n", getpwnam_r("nobody", &entry, buffer, sizeof(buffer), &found));
	user(found);
	user(getpwnam("nobody-of-this-name"));
	g = getgrnam("nogroup");
	printf("group %d\n", g ? (int)g->gr_gid : -1);
	g = getgrgid(0);
	printf("group %s\n", g ? g->gr_name : "none");
	printf("readable %d\n", access("/etc/passwd", R_OK));
	return 0;
}
