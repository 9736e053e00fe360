/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * ext2, ext3 and ext4 under a sanitizer: system calls, VFS, driver and libext2fs on a disk in
 * memory. The power fails at the n-th write, with any part of the disk's cache lost; super blocks,
 * inodes, extents, directories and the journal are damaged. From the repository's root:
 *
 *   cc -std=gnu17 -g -fsanitize=address,undefined -w -D_GNU_SOURCE -DHAVE_CONFIG_H -DDEBUGFS \
 *      -D_ASM_GENERIC_INT_LL64_H -Itests/unit/ext_stub -Itests/unit/file_stub -Itests/unit/stub \
 *      -Iunikraft/include $(find unikraft/lib -name include | grep -v nolibc | sed s/^/-I/) \
 *      -Ilibs/ext2fs/include $(tests/unit/ext_stub/library headers) -include uk/arch/types.h \
 *      tests/unit/ext_test.c unikraft/lib/fs/{ukfile,vfscore,ramfs,ukcpio}/*.c \
 *      unikraft/lib/posix/posix-{fdtab,fdio}/*.c \
 *      $(ls libs/ext2fs/fs/*.c | grep -v shutdown) \
 *      $(tests/unit/ext_stub/library archive) -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#define uk_log silent_log
#include "file_stub/below.h"
#undef uk_log
#include "ext_disk.h"
#include "ext_below.h"

long uk_syscall_r_open(long, long, long);
long uk_syscall_r_close(long);
long uk_syscall_r_read(long, long, long);
long uk_syscall_r_write(long, long, long);
long uk_syscall_r_fsync(long);
long uk_syscall_r_ftruncate(long, long);
long uk_syscall_r_mkdir(long, long);
long uk_syscall_r_rmdir(long);
long uk_syscall_r_unlink(long);
long uk_syscall_r_rename(long, long);
long uk_syscall_r_symlink(long, long);
long uk_syscall_r_readlink(long, long, long);
long uk_syscall_r_link(long, long);
long uk_syscall_r_lstat(long, long);
long uk_syscall_r_statfs(long, long);
long uk_syscall_r_mount(long, long, long, long, long);
long uk_syscall_r_umount2(long, long);
long uk_syscall_r_getdents64(long, long, long);
long uk_syscall_r_close_range(long, long, long);

#define CALL(name, ...) uk_syscall_r_##name(__VA_ARGS__)
#define P(text)         ((long)(text))

/* --- helpers -----------------------------------------------------------------------------------
 */

static char image[80];

static void make_image(const char *options)
{
	char command[300];

	snprintf(image, sizeof(image), "/dev/shm/ext-%d.img", (int)getpid());
	snprintf(command, sizeof(command),
	         "PATH=$PATH:/usr/sbin:/sbin; rm -f %s; truncate -s 4M %s; mke2fs -q -F %s %s",
	         image, image, options, image);
	assert_int_equal(system(command), 0);
	disk_read_file(image);
}

/* e2fsck's status for what the disk has. */
static int check(void)
{
	char command[200];

	disk_write_file(image);
	snprintf(command, sizeof(command),
	         "PATH=$PATH:/usr/sbin:/sbin; e2fsck -fn %s >%s.log 2>&1 || { cat %s.log; false; }",
	         image, image, image);
	return system(command);
}

static long mount_disk(long flags)
{
	return CALL(mount, P("vda"), P("/mnt"), P("ext4"), flags, 0);
}

static long unmount(void)
{
	return CALL(umount2, P("/mnt"), 0);
}

static int put(const char *path, int length, int seed, int sync)
{
	static unsigned char text[60000];
	long fd = CALL(open, P(path), O_CREAT | O_RDWR | O_TRUNC, 0644), rc;

	if (fd < 0)
		return (int)fd;
	for (int i = 0; i < length; i++)
		text[i] = (unsigned char)(seed + i);
	rc = CALL(write, fd, P(text), length);
	if (sync && rc == length)
		rc = CALL(fsync, fd) ? -1 : rc;
	CALL(close, fd);
	return rc == length ? 0 : -1;
}

/* 1: the file has these contents. */
static int has(const char *path, int length, int seed)
{
	static unsigned char text[60001];
	long fd = CALL(open, P(path), O_RDONLY, 0), n;

	if (fd < 0)
		return 0;
	n = CALL(read, fd, P(text), sizeof(text));
	CALL(close, fd);
	for (int i = 0; i < length && n == length; i++)
		if (text[i] != (unsigned char)(seed + i))
			return 0;
	return n == length;
}

/* Looks at everything below a folder. */
static void walk(const char *path, int depth)
{
	static char entries[8][2000];
	long fd = CALL(open, P(path), O_RDONLY | O_DIRECTORY, 0), n, calls = 0;
	char at[600], text[5000];
	struct stat st;

	if (fd < 0)
		return;
	while (calls++ < 20 && (n = CALL(getdents64, fd, P(entries[depth]), 2000)) > 0)
		for (long place = 0; place < n;
		     place += *(unsigned short *)(entries[depth] + place + 16)) {
			const char *name = entries[depth] + place + 19;

			if (*name == '.')
				continue;
			snprintf(at, sizeof(at), "%s/%s", path, name);
			if (CALL(lstat, P(at), P(&st)))
				continue;
			if (S_ISLNK(st.st_mode))
				CALL(readlink, P(at), P(text), sizeof(text));
			if (S_ISDIR(st.st_mode) && depth < 6)
				walk(at, depth + 1);
			if (S_ISREG(st.st_mode)) {
				long file = CALL(open, P(at), O_RDONLY, 0);

				for (int i = 0;
				     i < 20 && CALL(read, file, P(text), sizeof(text)) > 0; i++)
					;
				CALL(close, file);
			}
		}
	CALL(close, fd);
}

/* --- scenarios ---------------------------------------------------------------------------------
 */

/* Numbers of the steps that had been synchronised when the power failed. */
static int synced;

#define STEPS 30

/* Ends with the first call that fails. */
static void scenario(void)
{
	char path[60], other[60];

	for (int i = 1; i <= STEPS; i++) {
		snprintf(path, sizeof(path), "/mnt/f%d", i % 7);
		if (put("/mnt/new", 1000 * i, i, 0))
			return;
		if (i % 3 == 0 && CALL(mkdir, P("/mnt/dir"), 0755) == 0)
			CALL(rename, P("/mnt/dir"), P("/mnt/again"));
		if (i % 5 == 0)
			CALL(rmdir, P("/mnt/again"));
		snprintf(other, sizeof(other), "/mnt/hard%d", i);
		CALL(link, P("/mnt/new"), P(other));
		if (CALL(rename, P("/mnt/new"), P(path)))
			return;
		CALL(unlink, P(other));
		if (i % 4 == 0)
			CALL(symlink,
			     P("a target that is long enough to need a block of its own, which is "
			       "a little more"),
			     P("/mnt/link"));
		if (i % 4 == 2)
			CALL(unlink, P("/mnt/link"));
		if (i % 2 == 0) {
			long fd = CALL(open, P("/mnt"), O_RDONLY | O_DIRECTORY, 0);

			if (CALL(fsync, fd)) {
				CALL(close, fd);
				return;
			}
			CALL(close, fd);
			synced = i;
		}
	}
}

/* Files f(i mod 7) of all steps up to the last that was synchronised, or later ones. */
static void check_contents(void)
{
	char path[60];

	for (int slot = 0; slot < 7; slot++) {
		int newest = 0, found = 0;

		for (int i = slot ? slot : 7; i <= synced; i += 7)
			newest = i;
		snprintf(path, sizeof(path), "/mnt/f%d", slot);
		for (int i = newest; newest && i <= STEPS && !found; i += 7)
			found = has(path, 1000 * i, i);
		if (newest && !found)
			fail_msg("slot %d: step %d was synchronised and is lost", slot, newest);
	}
}

static void crash_at(const char *options, long n)
{
	disk_read_file(image);
	synced = 0;
	disk.fail_in = n;
	if (!mount_disk(0)) {
		scenario();
		unmount();
	}
	CALL(close_range, 3, ~0u, 0);
	disk_power_on();
	assert_int_equal(mount_disk(0), 0);
	check_contents();
	assert_int_equal(put("/mnt/after", 5000, 1, 1), 0);
	assert_int_equal(unmount(), 0);
	if (check())
		fail_msg("%s: the power failed at write %ld", options, n);
}

static void crash_everywhere(const char *options, unsigned int seed)
{
	unsigned long writes;

	make_image(options);
	srand(seed);
	assert_int_equal(mount_disk(0), 0);
	scenario();
	assert_int_equal(unmount(), 0);
	assert_int_equal(synced, STEPS);
	writes = disk.writes;
	make_image(options);
	for (long n = 1; n < (long)writes; n += writes / 40 + 1)
		crash_at(options, n);
}

static void crash_with_journal(void **state)
{
	(void)state;
	crash_everywhere("-t ext4 -b 1024 -J size=1", 1);
	crash_everywhere("-t ext3 -b 1024 -J size=1", 2);
	crash_everywhere("-t ext4 -O ^metadata_csum,^64bit -b 1024 -J size=1", 3);
}

/* A crash without a journal is noticed. */
static void crash_without_journal(void **state)
{
	(void)state;
	make_image("-t ext2 -b 1024");
	disk.fail_in = 200;
	assert_int_equal(mount_disk(0), 0);
	scenario();
	unmount();
	CALL(close_range, 3, ~0u, 0);
	disk_power_on();
	assert_int_equal(mount_disk(0), -117);
	assert_int_equal(mount_disk(1), 0);
	assert_int_equal(unmount(), 0);
}

/* Files without a name that a crash leaves are removed by the next mount. */
static void orphans(void **state)
{
	long fd;

	(void)state;
	make_image("-t ext4 -b 1024 -J size=1");
	assert_int_equal(mount_disk(0), 0);
	assert_int_equal(put("/mnt/open", 50000, 3, 0), 0);
	fd = CALL(open, P("/mnt/open"), O_RDWR, 0);
	assert_int_equal(CALL(unlink, P("/mnt/open")), 0);
	assert_int_equal(put("/mnt/other", 100, 3, 1), 0);
	disk.fail_in = 0;
	CALL(close, fd);
	put("/mnt/x", 1, 1, 1);
	unmount();
	disk_power_on();
	assert_int_equal(mount_disk(0), 0);
	assert_int_equal(unmount(), 0);
	assert_int_equal(check(), 0);
}

/* A full disk says so, and what was freed can be used again. */
static void full(void **state)
{
	char path[40];
	int n = 0, again = 0;

	(void)state;
	make_image("-t ext4 -b 1024 -J size=1");
	assert_int_equal(mount_disk(0), 0);
	for (int round = 0; round < 3; round++) {
		for (again = 0;; again++) {
			snprintf(path, sizeof(path), "/mnt/%d", again);
			if (put(path, 40000, again, 0))
				break;
		}
		n = round ? n : again;
		assert_in_range(again, n - 1, n + 1);
		for (int i = 0; i <= again; i++) {
			snprintf(path, sizeof(path), "/mnt/%d", i);
			if (i < again)
				assert_true(has(path, 40000, i));
			CALL(unlink, P(path));
		}
	}
	assert_true(n > 40);
	assert_int_equal(unmount(), 0);
	assert_int_equal(check(), 0);
}

/* Names enter and leave a folder that e2fsck gave an index. */
static void indexed(void **state)
{
	char path[80], command[200];

	(void)state;
	make_image("-t ext4 -b 1024 -J size=1");
	assert_int_equal(mount_disk(0), 0);
	CALL(mkdir, P("/mnt/folder"), 0755);
	for (int i = 0; i < 700; i++) {
		snprintf(path, sizeof(path), "/mnt/folder/a name of some length %d", i);
		if (i == 300) {
			assert_int_equal(unmount(), 0);
			disk_write_file(image);
			snprintf(command, sizeof(command),
			         "PATH=$PATH:/usr/sbin:/sbin; e2fsck -fyD %s >%s.log 2>&1", image,
			         image);
			assert_int_equal(WEXITSTATUS(system(command)) & ~1, 0);
			disk_read_file(image);
			assert_int_equal(mount_disk(0), 0);
		}
		assert_int_equal(put(path, i % 3, i, 0), 0);
	}
	for (int i = 0; i < 700; i += 2) {
		snprintf(path, sizeof(path), "/mnt/folder/a name of some length %d", i);
		assert_int_equal(CALL(unlink, P(path)), 0);
	}
	for (int i = 1; i < 700; i += 2) {
		snprintf(path, sizeof(path), "/mnt/folder/a name of some length %d", i);
		assert_true(has(path, i % 3, i));
	}
	assert_int_equal(unmount(), 0);
	assert_int_equal(check(), 0);
}

/* --- damage ------------------------------------------------------------------------------------
 */

static void populate(void)
{
	assert_int_equal(mount_disk(0), 0);
	CALL(mkdir, P("/mnt/folder"), 0755);
	CALL(mkdir, P("/mnt/folder/deep"), 0755);
	for (int i = 0; i < 60; i++) {
		char path[60];

		snprintf(path, sizeof(path), "/mnt/folder/file%d", i);
		put(path, i * 300, i, 0);
	}
	CALL(symlink, P("short"), P("/mnt/fast"));
	CALL(symlink,
	     P("a target that is long enough to need a block of its own, which is a little more"),
	     P("/mnt/slow"));
	for (int i = 0; i < 30; i++) { /* holes: many extents */
		long fd = CALL(open, P("/mnt/holes"), O_CREAT | O_RDWR | O_APPEND, 0644);

		CALL(ftruncate, fd, i * 5000);
		CALL(write, fd, P("xyz"), 3);
		CALL(close, fd);
	}
	assert_int_equal(unmount(), 0);
}

/* Everything is tried on a damaged disk; only errors may come of it. */
static void use(void)
{
	char statfs[200];

	if (!mount_disk(0) || !mount_disk(1)) {
		walk("/mnt", 0);
		CALL(statfs, P("/mnt"), P(statfs));
		put("/mnt/folder/another", 9000, 1, 1);
		CALL(unlink, P("/mnt/folder/file3"));
		CALL(rename, P("/mnt/folder/file4"), P("/mnt/folder/file5"));
		CALL(mkdir, P("/mnt/folder/new"), 0755);
		CALL(unlink, P("/mnt/holes"));
		CALL(close_range, 3, ~0u, 0);
		assert_int_equal(unmount(), 0);
	}
}

/* Bytes of blocks that are no data: the beginning of the disk and blocks anywhere. */
static void damage(unsigned char *data, size_t size)
{
	int count = rand() % 6 + 1;

	for (int i = 0; i < count; i++) {
		size_t at = rand() % 2 ? (size_t)rand() % 80000 : (size_t)rand() % size;

		if (rand() % 4)
			data[at] = (unsigned char)rand();
		else
			*(unsigned int *)(data + at / 4 * 4) =
			        rand() % 2 ? 0xffffffff : (unsigned int)rand();
	}
}

static void damaged(const char *options, int rounds, unsigned int seed, int in_journal)
{
	unsigned char *good;
	size_t size;

	make_image(options);
	populate();
	if (in_journal) { /* as the power left it */
		assert_int_equal(mount_disk(0), 0);
		disk.fail_in = 300;
		scenario();
		unmount();
		CALL(close_range, 3, ~0u, 0);
		disk_power_on();
	}
	size = disk.size;
	good = malloc(size);
	memcpy(good, disk.data, size);
	srand(seed);
	for (int i = 0; i < rounds; i++) {
		unsigned char *bad = malloc(size);

		memcpy(bad, good, size);
		damage(bad, size);
		disk_set(bad, size);
		if (getenv("EXT_KEEP")) {
			disk_write_file(getenv("EXT_KEEP"));
			fprintf(stderr, "%s round %d\n", options, i);
		}
		use();
		free(bad);
	}
	free(good);
}

static void damaged_disks(void **state)
{
	(void)state;
	damaged("-t ext4 -b 1024 -O ^metadata_csum -J size=1", 150, 1, 0);
	damaged("-t ext2 -b 1024", 80, 2, 0);
	damaged("-t ext4 -b 1024 -J size=1", 60, 3, 0);
	damaged("-t ext4 -b 1024 -O ^metadata_csum,inline_data -J size=1", 60, 4, 0);
	damaged("-t ext4 -b 1024 -O ^metadata_csum -J size=1", 60, 5, 1);
}

/* Each n-th allocation fails: an error, and nothing is left. */
static void no_memory(void **state)
{
	long before;

	(void)state;
	make_image("-t ext4 -b 1024 -J size=1");
	populate();
	before = blocks;
	for (int n = 0; n < 400; n += n / 40 + 1) {
		disk_read_file(image);
		fail_in = n;
		failed = 0;
		use();
		fail_in = -1;
		CALL(close_range, 3, ~0u, 0);
		unmount();
		assert_int_equal(blocks, before);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(crash_with_journal),
	        cmocka_unit_test(crash_without_journal),
	        cmocka_unit_test(orphans),
	        cmocka_unit_test(full),
	        cmocka_unit_test(indexed),
	        cmocka_unit_test(damaged_disks),
	        cmocka_unit_test(no_memory),
	};
	int status;

	test_alloc.memalign = aligned;
	test_alloc.realloc = resized;
	if (system("PATH=$PATH:/usr/sbin:/sbin command -v mke2fs >/dev/null")) {
		puts("1..0 # SKIP e2fsprogs is not installed");
		return 0;
	}
	CALL(mkdir, P("/mnt"), 0755);
	status = cmocka_run_group_tests(tests, NULL, NULL);
	unlink(image);
	strcat(image, ".log");
	unlink(image);
	return status;
}
