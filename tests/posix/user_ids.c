/* SPDX-License-Identifier: BSD-3-Clause */
/* Dropping root and what is still possible afterwards. Starts as user 0 with all capabilities of
 * user numbers; otherwise there is nothing to compare. */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/types.h>
#include <unistd.h>

static void say(const char *what, int rc)
{
	printf("%s: %s\n", what,
	       !rc               ? "ok"
	       : errno == EPERM  ? "EPERM"
	       : errno == EINVAL ? "EINVAL"
	                         : strerror(errno));
}

static void show(void)
{
	uid_t u[3];
	gid_t g[3];

	getresuid(&u[0], &u[1], &u[2]);
	getresgid(&g[0], &g[1], &g[2]);
	printf("user %d %d %d group %d %d %d\n", u[0], u[1], u[2], g[0], g[1], g[2]);
}

int main(void)
{
	gid_t groups[3] = {7, 5, 6}, got[10];
	int count;

	show();
	say("setgroups", setgroups(3, groups));
	count = getgroups(10, got);
	printf("%d groups: %d %d %d\n", count, got[0], got[1], got[2]);
	printf("asked for the number: %d\n", getgroups(0, NULL));
	say("too few", getgroups(2, got) < 0);
	say("setegid", setegid(100));
	say("setgid", setgid(100));
	show();
	say("seteuid", seteuid(1000));
	show();
	say("setuid to another", setuid(1001));
	say("setgid without right", setgid(0));
	say("back to root", seteuid(0));
	say("setregid", setregid(200, 201));
	show();
	count = setfsuid(77);
	printf("file system user %d", count);
	count = setfsuid(-1);
	printf(" %d", count);
	count = setfsuid(0);
	printf(" %d\n", count);
	count = setfsgid(88);
	printf("file system group %d", count);
	count = setfsgid(201);
	printf(" %d\n", count);
	say("setresuid", setresuid(1000, 1001, 1002));
	show();
	say("one of the three", setresuid(1002, -1, 1001));
	show();
	say("no more root", setuid(0));
	say("not one of them", setreuid(5, -1));
	say("exchange", setreuid(1001, 1002));
	show();
	say("setgroups", setgroups(0, NULL));
	say("invalid", setuid(-1));
	printf("%d %d %d %d\n", getuid(), geteuid(), getgid(), getegid());
	return 0;
}
