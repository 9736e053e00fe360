/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Shared folders under a sanitizer: system calls, VFS, 9pfs and uk9p against a host that serves a
 * folder, fails at the n-th request, transfers less, answers nonsense, or dies. From the
 * repository's root:
 *
 *   cc -std=gnu17 -g -fsanitize=address,undefined -w -D_GNU_SOURCE -D_ASM_GENERIC_INT_LL64_H \
 *      -Itests/unit/file_stub -Itests/unit/stub -Iunikraft/include \
 *      $(find unikraft/lib -name include | grep -v nolibc | sed s/^/-I/) -include uk/arch/types.h \
 *      tests/unit/9p_test.c unikraft/lib/fs/{ukfile,vfscore,ramfs,ukcpio,9pfs,uk9p}/*.c \
 *      unikraft/lib/posix/posix-{fdtab,fdio}/*.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "file_stub/below.h"
#include "9p_host.h"
#include "../../unikraft/lib/fs/uk9p/9p.h"

long uk_syscall_r_open(long, long, long);
long uk_syscall_r_close(long);
long uk_syscall_r_read(long, long, long);
long uk_syscall_r_write(long, long, long);
long uk_syscall_r_pread64(long, long, long, long);
long uk_syscall_r_pwrite64(long, long, long, long);
long uk_syscall_r_lseek(long, long, long);
long uk_syscall_r_fsync(long);
long uk_syscall_r_ftruncate(long, long);
long uk_syscall_r_fstat(long, long);
long uk_syscall_r_stat(long, long);
long uk_syscall_r_chmod(long, long);
long uk_syscall_r_mkdir(long, long);
long uk_syscall_r_rmdir(long);
long uk_syscall_r_unlink(long);
long uk_syscall_r_rename(long, long);
long uk_syscall_r_symlink(long, long);
long uk_syscall_r_readlink(long, long, long);
long uk_syscall_r_link(long, long);
long uk_syscall_r_statfs(long, long);
long uk_syscall_r_mount(long, long, long, long, long);
long uk_syscall_r_umount2(long, long);
long uk_syscall_r_getdents64(long, long, long);
long uk_syscall_r_close_range(long, long, long);

#define CALL(name, ...) uk_syscall_r_##name(__VA_ARGS__)
#define P(text)         ((long)(text))
#define LARGE           (700 * 1024)

static char *large, *back;

static void close_all(void)
{
	CALL(close_range, 3, ~0u, 0);
}

/* The names in a directory, counted; every one must be a name. */
static long list(const char *path)
{
	long fd = CALL(open, P(path), O_RDONLY | O_DIRECTORY, 0), n, names = 0;
	char buffer[256];

	if (fd < 0)
		return fd;
	while ((n = CALL(getdents64, fd, P(buffer), sizeof(buffer))) > 0)
		for (long at = 0; at < n; at += *(unsigned short *)(buffer + at + 16)) {
			const char *name = buffer + at + 19;

			assert_true(strlen(name) > 0 && !strchr(name, '/'));
			names++;
			if (names > 1000)
				goto out;
		}
out:
	CALL(close, fd);
	return n < 0 ? n : names;
}

/* Some of everything. Results are only looked at when the host behaves. */
static void scenario(int strict)
{
	char text[64] = "";
	struct statfs fs;
	struct stat st;
	long fd, rc;

#define EXPECT(value, call)                          \
	do {                                         \
		rc = (call);                         \
		if (strict)                          \
			assert_int_equal(rc, value); \
	} while (0)

	rc = CALL(mkdir, P("/m"), 0755);
	EXPECT(0, CALL(mount, P("host"), P("/m"), P("9pfs"), 0, P("trans=virtio,aname=")));
	if (rc)
		return;
	EXPECT(0, CALL(mkdir, P("/m/d"), 0755));
	fd = CALL(open, P("/m/d/f"), O_CREAT | O_RDWR, 0644);
	if (strict)
		assert_true(fd >= 0);
	EXPECT(LARGE, CALL(write, fd, P(large), LARGE));
	EXPECT(5, CALL(pwrite64, fd, P("hello"), 5, 10));
	memset(back, 0, LARGE);
	EXPECT(LARGE, CALL(pread64, fd, P(back), LARGE, 0));
	if (strict)
		assert_true(!memcmp(back, large, 10) && !memcmp(back + 10, "hello", 5) &&
		            !memcmp(back + 15, large + 15, LARGE - 15));
	EXPECT(LARGE - 4, CALL(lseek, fd, -4, SEEK_END));
	EXPECT(4, CALL(read, fd, P(text), 64));
	EXPECT(0, CALL(read, fd, P(text), 64));
	EXPECT(0, CALL(ftruncate, fd, 12));
	EXPECT(0, CALL(fsync, fd));
	EXPECT(0, CALL(fstat, fd, P(&st)));
	if (strict)
		assert_int_equal(st.st_size, 12);
	CALL(close, fd);
	EXPECT(0, CALL(chmod, P("/m/d/f"), 0600));
	EXPECT(0, CALL(symlink, P("d/f"), P("/m/l")));
	EXPECT(3, CALL(readlink, P("/m/l"), P(text), 64));
	EXPECT(0, CALL(stat, P("/m/l"), P(&st)));
	EXPECT(0, CALL(link, P("/m/d/f"), P("/m/h")));
	EXPECT(0, CALL(rename, P("/m/h"), P("/m/d/moved")));
	EXPECT(-ENOENT, CALL(stat, P("/m/none"), P(&st)));
	EXPECT(5, list("/m"));
	EXPECT(4, list("/m/d"));
	EXPECT(0, CALL(statfs, P("/m/d"), P(&fs)));
	EXPECT(0, CALL(unlink, P("/m/d/moved")));
	EXPECT(0, CALL(unlink, P("/m/d/f")));
	EXPECT(0, CALL(unlink, P("/m/l")));
	EXPECT(0, CALL(rmdir, P("/m/d")));
	close_all();
	EXPECT(0, CALL(umount2, P("/m"), 0));
	assert_int_equal(CALL(rmdir, P("/m")), 0);
}

/* The folder of the host, emptied of what the scenario makes. */
static void clean(void)
{
	static const char *const names[] = {"/d/f", "/d/moved", "/d", "/l", "/h", "/there"};
	char path[400];

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		sprintf(path, "%s%s", host.folder, names[i]);
		if (unlink(path))
			rmdir(path);
	}
}

static long blocks_before;

/* The end of a session: what it kept goes, and then nothing may be left. */
static void end(void)
{
	struct uk_9p_client *client = host_transport.client;
	struct uk_alloc *a = uk_alloc_get_default();

	host_poll(&host_transport);
	if (client) {
		assert_true(uk_list_empty(&client->unsent));
		for (unsigned int i = 0; i < ARRAY_SIZE(client->tags); i++)
			assert_int_equal(client->tags[i], 0);
		while (!uk_list_empty(&client->kept)) {
			struct uk_9p_request *request =
			        uk_list_first_entry(&client->kept, struct uk_9p_request, link);

			uk_list_del(&request->link);
			uk_free(a, request);
		}
		while (!uk_list_empty(&client->free_fids)) {
			struct uk_9p_fid *fid =
			        uk_list_first_entry(&client->free_fids, struct uk_9p_fid, link);

			uk_list_del(&fid->link);
			uk_free(a, fid);
		}
		uk_free(a, client);
	}
	host_transport.client = NULL;
	assert_int_equal(blocks, blocks_before);
}

/* A host in its first state, with a file. */
static void begin(enum trouble trouble, long in)
{
	char path[400];

	clean();
	sprintf(path, "%s/there", host.folder);
	close(open(path, O_CREAT | O_WRONLY, 0644));
	for (int i = 0; i < HOST_FIDS; i++)
		if (host.fid[i].used) {
			if (host.fid[i].fd >= 0)
				close(host.fid[i].fd);
			if (host.fid[i].dir)
				closedir(host.fid[i].dir);
			host.fid[i].used = 0;
		}
	host.trouble = trouble;
	host.trouble_in = in;
	host.happened = host.dead = 0;
	CALL(rmdir, P("/m"));
	blocks_before = blocks;
}

static void works(void **state)
{
	(void)state;
	for (host.direct = 0; host.direct < 2; host.direct++) {
		begin(TROUBLE_NONE, -1);
		scenario(1);
		end();
		assert_int_equal(host_fids_used(), 0);
	}
}

/* The scenario with trouble at the n-th request, for every n. */
static void troubled(enum trouble trouble, int rounds, int fids_return)
{
	for (int round = 0; round < rounds; round++) {
		long n = 0;

		do {
			host.direct = (round + n) & 1;
			host.seed = round * 1000 + n;
			begin(trouble, n++);
			scenario(0);
			CALL(rmdir, P("/m"));
			end();
			if (fids_return)
				assert_int_equal(host_fids_used(), 0);
		} while (host.happened);
		assert_true(n > 50);
	}
}

static void errors(void **state)
{
	(void)state;
	troubled(TROUBLE_ERROR, 2, 0);
}

static void short_transfers(void **state)
{
	(void)state;
	troubled(TROUBLE_SHORT, 2, 1);
}

static void nonsense(void **state)
{
	(void)state;
	troubled(TROUBLE_DAMAGE, 20, 0);
}

static void death(void **state)
{
	(void)state;
	troubled(TROUBLE_DEAD, 1, 0);
}

static void exhaustion(void **state)
{
	long n = 0;

	(void)state;
	do {
		host.direct = n & 1;
		begin(TROUBLE_NONE, -1);
		failed = 0;
		fail_in = n++;
		scenario(0);
		fail_in = -1;
		close_all();
		CALL(umount2, P("/m"), 0);
		CALL(rmdir, P("/m"));
		end();
		assert_int_equal(host_fids_used(), 0);
	} while (failed);
	assert_true(n > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(works),           cmocka_unit_test(errors),
	        cmocka_unit_test(short_transfers), cmocka_unit_test(nonsense),
	        cmocka_unit_test(death),           cmocka_unit_test(exhaustion),
	};
	int failures;

	strcpy(host.folder, "/tmp/9p_testXXXXXX");
	if (!mkdtemp(host.folder))
		return 1;
	large = malloc(LARGE);
	back = malloc(LARGE);
	for (int i = 0; i < LARGE; i++)
		large[i] = (char)(i * 7 + i / 251);
	uk_9p_transport_register(&host_transport);
	CALL(mkdir, P("/first"), 0755); /* mounts the root while nothing fails */
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	clean();
	rmdir(host.folder);
	free(large);
	free(back);
	return failures;
}
