/* SPDX-License-Identifier: BSD-3-Clause */
/* What programs ask about the system. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

_Static_assert(_SC_LEVEL1_DCACHE_LINESIZE == 190, "programs ask for it without asking whether");

int main(void)
{
	struct utsname names;
	struct sysinfo info;
	char host[65];

	printf("uname %d", uname(&names));
	printf(" %s %s\n", names.sysname, names.machine);
	printf("release given %d, version given %d\n", names.release[0] != 0,
	       names.version[0] != 0);
	printf("gethostname %d", gethostname(host, sizeof(host)));
	printf(" %d\n", strcmp(host, names.nodename));
	printf("sysinfo %d\n", sysinfo(&info));
	printf("memory %d\n",
	       info.totalram > 0 && info.freeram <= info.totalram && info.freeram > 0);
	printf("unit %u, uptime %d\n", info.mem_unit, info.uptime >= 0);
	printf("page size %ld\n", sysconf(_SC_PAGESIZE));
	printf("processors %d\n", sysconf(_SC_NPROCESSORS_ONLN) > 0);
	printf("this processor %d\n", sched_getcpu() >= 0);
	errno = 0;
	printf("long name %d", sethostname(NULL, 65));
	printf(" %s\n", errno == EINVAL ? "EINVAL" : strerror(errno));
	return 0;
}
