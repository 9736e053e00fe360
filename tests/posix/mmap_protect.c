/* SPDX-License-Identifier: BSD-3-Clause */
/* mprotect: rights take effect, contents stay, signals tell the reason, errors. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static sigjmp_buf back;
static volatile int code;
static void *volatile address;

static void handler(int signo, siginfo_t *info, void *context)
{
	(void)signo;
	(void)context;
	code = info->si_code;
	address = info->si_addr;
	siglongjmp(back, 1);
}

static const char *reason(void *p)
{
	if (address != p)
		return "wrong address";
	return code == SEGV_MAPERR ? "SEGV_MAPERR" : code == SEGV_ACCERR ? "SEGV_ACCERR" : "?";
}

static const char *get(volatile char *p)
{
	static char text[8][2];
	static unsigned int next;
	char *result = text[next++ % 8];

	if (sigsetjmp(back, 1))
		return reason((void *)p);
	result[0] = *p;
	return result[0] ? result : "0";
}

static const char *put(volatile char *p, char c)
{
	if (sigsetjmp(back, 1))
		return reason((void *)p);
	*p = c;
	return "written";
}

static void protect(const char *what, void *p, size_t len, int prot)
{
	int rc = mprotect(p, len, prot);

	printf("%s: %s\n", what,
	       !rc               ? "ok"
	       : errno == ENOMEM ? "ENOMEM"
	       : errno == EINVAL ? "EINVAL"
	                         : strerror(errno));
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	size_t page = sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 8 * page, RW, ANON, -1, 0);
	int (*function)(void);

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGBUS, &action, NULL);
	memset(p, 'x', 8 * page);
	protect("read only", p + 2 * page, 2 * page, PROT_READ);
	printf("get %s put %s\n", get(p + 2 * page), put(p + 3 * page, 'y'));
	printf("neighbours: put %s put %s\n", put(p + 2 * page - 1, 'y'), put(p + 4 * page, 'y'));
	protect("none", p + 3 * page, 2 * page, PROT_NONE);
	printf("get %s put %s\n", get(p + 3 * page), put(p + 4 * page, 'z'));
	protect("back", p, 8 * page, RW);
	printf("contents %s%s%s%s\n", get(p + 2 * page - 1), get(p + 2 * page), get(p + 3 * page),
	       get(p + 4 * page));
	printf("put %s\n", put(p + 3 * page, 'w'));

	munmap(p + 6 * page, page);
	printf("unmapped: get %s put %s\n", get(p + 6 * page + 9), put(p + 6 * page, 'q'));
	protect("over a hole", p + 5 * page, 3 * page, RW);
	protect("a hole", p + 6 * page, page, PROT_READ);
	protect("length 0", p, 0, PROT_READ);
	protect("unknown rights", p, page, 0x100);
	printf("null: %s\n", get(NULL));

	/* code: int f(void) { return 42; } */
	memcpy(p, "\xb8\x2a\x00\x00\x00\xc3", 6);
	memcpy(&function, &p, sizeof(p));
	if (!sigsetjmp(back, 1))
		printf("executed %d\n", function());
	else
		printf("execute: %s\n", reason(p));
	protect("read and execute", p, page, PROT_READ | PROT_EXEC);
	printf("executed %d\n", function());
	printf("put %s\n", put(p, 0));
	return 0;
}
