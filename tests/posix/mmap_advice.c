/* SPDX-License-Identifier: BSD-3-Clause */
/* madvise, mincore, mlock, msync: effects and errors. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define RW   (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)

static void say(const char *what, int rc)
{
	printf("%s: %s\n", what,
	       !rc               ? "ok"
	       : errno == ENOMEM ? "ENOMEM"
	       : errno == EINVAL ? "EINVAL"
	                         : strerror(errno));
}

static void resident(const char *what, char *p, size_t pages, size_t page)
{
	unsigned char vec[16];

	if (mincore(p, pages * page, vec)) {
		say(what, -1);
		return;
	}
	printf("%s: ", what);
	for (size_t i = 0; i < pages; i++)
		printf("%d", vec[i] & 1);
	printf("\n");
}

int main(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	char *p = mmap(NULL, 10 * page, RW, ANON, -1, 0);
	char *shared = mmap(NULL, 2 * page, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	madvise(p, 10 * page, MADV_NOHUGEPAGE);
	resident("fresh", p, 10, page);
	p[0] = p[3 * page] = p[9 * page] = 'a';
	resident("touched", p, 10, page);
	say("dontneed", madvise(p + 3 * page, 2 * page, MADV_DONTNEED));
	resident("dropped", p, 10, page);
	printf("%d %d %d\n", p[0], p[3 * page], p[9 * page]);
	say("mlock", mlock(p + 5 * page + 100, 2 * page));
	resident("locked", p, 10, page);
	say("munlock", munlock(p + 5 * page, 2 * page));
	strcpy(shared, "stays");
	say("dontneed shared", madvise(shared, page, MADV_DONTNEED));
	printf("%s\n", shared);

	say("normal", madvise(p, page, MADV_NORMAL));
	say("random", madvise(p, page, MADV_RANDOM));
	say("sequential", madvise(p, page, MADV_SEQUENTIAL));
	say("dontfork", madvise(p, page, MADV_DONTFORK));
	say("dofork", madvise(p, page, MADV_DOFORK));
	say("length 0", madvise(p, 0, MADV_DONTNEED));
	say("unknown", madvise(p, page, 12345));
	say("misaligned", madvise(p + 1, page, MADV_DONTNEED));
	say("msync", msync(p, 10 * page, MS_SYNC));
	say("msync misaligned", msync(p + 1, page, MS_SYNC));
	say("msync both", msync(p, page, MS_SYNC | MS_ASYNC));
	say("msync unknown", msync(p, page, 64));
	say("mincore misaligned", mincore(p + 1, page, (unsigned char *)shared));
	say("mlockall nothing", mlockall(0));
	say("mlockall unknown", mlockall(64));
	say("mlockall future", mlockall(MCL_FUTURE));
	say("munlockall", munlockall());

	munmap(p + 4 * page, page);
	say("dontneed over a hole", madvise(p, 10 * page, MADV_DONTNEED));
	printf("dropped before and behind: %d %d\n", p[0], p[9 * page]);
	say("normal over a hole", madvise(p + 3 * page, 3 * page, MADV_NORMAL));
	say("mincore over a hole", mincore(p, 10 * page, (unsigned char *)shared));
	say("mlock over a hole", mlock(p + 3 * page, 3 * page));
	say("msync over a hole", msync(p, 10 * page, MS_ASYNC));
	return 0;
}
