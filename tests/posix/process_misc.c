/* SPDX-License-Identifier: BSD-3-Clause */
/* The process: limits, scheduling parameters, names, waiting without children, fork refused or not
 * used. */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Known without /etc/passwd and /etc/group. */
static void superuser(void)
{
	struct passwd *user = getpwnam("root");
	struct group *group = getgrgid(0);

	printf("root is %d\n", user ? (int)user->pw_uid : -1);
	user = getpwuid(0);
	printf("0 is %s, %s\n", user ? user->pw_name : "?", group ? group->gr_name : "?");
	group = getgrnam("root");
	printf("group root is %d\n", group ? (int)group->gr_gid : -1);
	errno = 0;
	printf("nobody else %d\n", !getpwnam("nosuchuser") && errno == 0);
	printf("no other group %d\n", !getgrnam("nosuchgroup") && errno == 0);
}

int main(void)
{
	struct rlimit rl, old;
	struct sched_param param = {-1};
	char name[16];
	cpu_set_t set;
	int rc;

	superuser();
	printf("pid %d tid is pid %d\n", getpid() > 0, syscall(SYS_gettid) == getpid());
	printf("wait %d\n", wait(NULL) == -1 && errno == ECHILD);
	printf("group %d session %d\n", getpgid(0) == getpgrp(), getsid(0) > 0);
	printf("no such process %d\n", getpgid(999999) == -1 && errno == ESRCH);

	printf("getrlimit %d\n", getrlimit(RLIMIT_NOFILE, &old));
	rl = old;
	rl.rlim_cur = 200;
	printf("setrlimit %d", setrlimit(RLIMIT_NOFILE, &rl));
	getrlimit(RLIMIT_NOFILE, &rl);
	printf(" now %d\n", (int)rl.rlim_cur);
	rl.rlim_cur = rl.rlim_max + 1;
	printf("soft over hard %d\n", setrlimit(RLIMIT_NOFILE, &rl) == -1 && errno == EINVAL);
	printf("no such limit %d\n", getrlimit(99, &rl) == -1 && errno == EINVAL);
	getrlimit(RLIMIT_CORE, &rl);
	rl.rlim_cur = 0;
	printf("core %d\n", setrlimit(RLIMIT_CORE, &rl));

	printf("set name %d", prctl(PR_SET_NAME, "a name that is too long"));
	prctl(PR_GET_NAME, name);
	printf(" '%s'\n", name);
	printf("no such option %d\n", prctl(9999) == -1 && errno == EINVAL);

	printf("policy %d\n", (int)syscall(SYS_sched_getscheduler, 0));
	printf("param %d", (int)syscall(SYS_sched_getparam, 0, &param));
	printf(" %d\n", param.sched_priority);
	printf("limits %d %d %d %d\n", sched_get_priority_min(SCHED_FIFO),
	       sched_get_priority_max(SCHED_FIFO), sched_get_priority_min(SCHED_OTHER),
	       sched_get_priority_max(SCHED_OTHER));
	printf("wrong policy %d\n", sched_get_priority_max(77) == -1 && errno == EINVAL);
	CPU_ZERO(&set);
	rc = sched_getaffinity(0, sizeof(set), &set);
	printf("affinity %d some %d\n", rc, CPU_COUNT(&set) > 0);
	printf("set affinity %d\n", sched_setaffinity(0, sizeof(set), &set));
	CPU_ZERO(&set);
	printf("empty %d\n", sched_setaffinity(0, sizeof(set), &set) == -1 && errno == EINVAL);
	printf("yield %d\n", sched_yield());
	printf("nice %d\n", getpriority(PRIO_PROCESS, 0));
	return 5;
}
