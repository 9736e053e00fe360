/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Folders by virtiofs under a sanitizer: system calls, VFS, virtiofs and ukfuse against a host that
 * serves a folder, fails at the n-th request, transfers less, answers nonsense, lies, or dies; and
 * that counts what it was asked for and what was given back. From the repository's root:
 *
 *   cc -std=gnu17 -g -fsanitize=address,undefined -w -D_GNU_SOURCE -D_ASM_GENERIC_INT_LL64_H \
 *      -Itests/unit/file_stub -Itests/unit/stub -Iunikraft/include \
 *      $(find unikraft/lib -name include | grep -v nolibc | sed s/^/-I/) -include uk/arch/types.h \
 *      tests/unit/fuse_test.c unikraft/lib/fs/{ukfile,vfscore,ramfs,ukcpio,virtiofs,ukfuse}/*.c \
 *      unikraft/lib/posix/posix-{fdtab,fdio}/*.c -lcmocka
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include "file_stub/below.h"
#include "fuse_host.h"
#include "../../unikraft/lib/fs/ukfuse/fuse.h"

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
long uk_syscall_r_fallocate(long, long, long, long);
long uk_syscall_r_mknod(long, long, long);

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
	EXPECT(0, CALL(mount, P("host"), P("/m"), P("virtiofs"), 0, P("dax=never")));
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
	EXPECT(10, CALL(lseek, fd, 10, SEEK_DATA));
	EXPECT(LARGE, CALL(lseek, fd, 10, SEEK_HOLE));
	EXPECT(0, CALL(ftruncate, fd, 12));
	EXPECT(host.missing ? -EOPNOTSUPP : 0, CALL(fallocate, fd, 0, 0, 12));
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
	/* The last name of a file goes while it is open. */
	fd = CALL(open, P("/m/d/gone"), O_CREAT | O_RDWR, 0600);
	EXPECT(0, CALL(unlink, P("/m/d/gone")));
	EXPECT(4, CALL(write, fd, P("gone"), 4));
	EXPECT(0, CALL(fstat, fd, P(&st)));
	if (strict)
		assert_int_equal(st.st_nlink, 0);
	CALL(close, fd);
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
	static const char *const names[] = {"/d/f", "/d/moved", "/d/gone", "/d",
	                                    "/l",   "/h",       "/there"};
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
	struct uk_fuse_client *client = host_transport.client;
	struct uk_alloc *a = uk_alloc_get_default();

	host_poll(&host_transport);
	if (client) {
		fuse_send_forgets(client);
		host_poll(&host_transport);
		assert_true(uk_list_empty(&client->unsent));
		assert_true(uk_list_empty(&client->releasing));
		assert_true(uk_list_empty(&client->forgets));
		assert_false(client->forgetting);
		while (!uk_list_empty(&client->kept)) {
			struct uk_fuse_request *request =
			        uk_list_first_entry(&client->kept, struct uk_fuse_request, link);

			uk_list_del(&request->link);
			uk_free(a, request);
		}
		uk_free(a, client);
	}
	host_transport.client = NULL;
	assert_int_equal(blocks, blocks_before);
	if (!host.confused && !host.happened)
		assert_false(host.early);
}

/* What a session that was not lied to leaves at the host. */
static void end_clean(void)
{
	end();
	assert_int_equal(host_files_used(), 0);
	assert_int_equal(host_lookups(), 0);
}

/* A host in its first state, with a file. */
static void begin(enum trouble trouble, long in)
{
	char path[400];

	clean();
	sprintf(path, "%s/there", host.folder);
	close(open(path, O_CREAT | O_WRONLY, 0644));
	host_reset();
	host.trouble = trouble;
	host.trouble_in = in;
	host.confused = trouble == TROUBLE_DAMAGE;
	CALL(rmdir, P("/m"));
	blocks_before = blocks;
}

/* With names and attributes that are valid for no time, some and ever, and without what a host need
 * not have. */
static void works(void **state)
{
	static const __u64 valid[] = {0, 30000, ~0ul};

	(void)state;
	for (unsigned int i = 0; i < 3; i++)
		for (host.direct = 0; host.direct < 2; host.direct++) {
			host.valid_ns = valid[i];
			begin(TROUBLE_NONE, -1);
			host.missing = host.direct;
			scenario(1);
			end_clean();
			assert_true(host.count[FUSE_BATCH_FORGET] + host.count[FUSE_FORGET] > 0);
			assert_int_equal(host.count[FUSE_CREATE], 2);
			/* One that is missing is not asked for again. */
			assert_int_equal(host.count[FUSE_FLUSH], host.missing ? 1 : 2);
		}
}

/* The scenario with trouble at the n-th request, for every n. */
static void troubled(enum trouble trouble, int rounds, int all_returns)
{
	for (int round = 0; round < rounds; round++) {
		long n = 0;

		do {
			host.direct = (round + n) & 1;
			host.seed = round * 1000 + n;
			host.valid_ns = round % 2 ? 20000 : 0;
			begin(trouble, n++);
			scenario(0);
			CALL(rmdir, P("/m"));
			if (all_returns)
				end_clean();
			else
				end();
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
	troubled(TROUBLE_DEAD, 2, 0);
}

static void exhaustion(void **state)
{
	long n = 0;

	(void)state;
	do {
		host.direct = n & 1;
		host.valid_ns = n & 2 ? 1000000000 : 0;
		begin(TROUBLE_NONE, -1);
		failed = 0;
		fail_in = n++;
		scenario(0);
		fail_in = -1;
		close_all();
		CALL(umount2, P("/m"), 0);
		CALL(rmdir, P("/m"));
		end_clean();
	} while (failed);
	assert_true(n > 20);
}

/* --- lies ------------------------------------------------------------------------------------ */

#include "fuse_lies.h"

static void mount_folder(void)
{
	assert_int_equal(CALL(mkdir, P("/m"), 0755), 0);
	assert_int_equal(CALL(mount, P("host"), P("/m"), P("virtiofs"), 0, 0), 0);
}

static void unmount_folder(void)
{
	close_all();
	assert_int_equal(CALL(umount2, P("/m"), 0), 0);
	assert_int_equal(CALL(rmdir, P("/m")), 0);
}

static void each_lie(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(lies); i++) {
		long result;

		host.valid_ns = 0;
		host.direct = 0;
		begin(TROUBLE_NONE, -1);
		host.confused = 1;
		mount_folder();
		host.lie = lies[i].lie;
		result = lies[i].call();
		if (result != lies[i].result)
			fail_msg("%s: %ld instead of %ld", lies[i].name, result, lies[i].result);
		host.lie = NULL;
		unmount_folder();
		end();
	}
}

/* A number that is known becomes another kind of file. */
static void changed_type(int opcode)
{
	if (opcode == FUSE_LOOKUP)
		ENTRY->attr.mode = S_IFDIR | 0755;
}

static void type_stays(void **state)
{
	long fd;

	(void)state;
	host.valid_ns = 0;
	begin(TROUBLE_NONE, -1);
	mount_folder();
	fd = CALL(open, P("/m/there"), O_RDONLY, 0);
	assert_true(fd >= 0);
	host.lie = changed_type;
	assert_int_equal(stat_there(), -EIO);
	host.lie = NULL;
	assert_int_equal(stat_there(), 0);
	unmount_folder();
	end_clean();
}

/* --- versions, times, numbers ----------------------------------------------------------------- */

LIE(old_major, FUSE_INIT, HOST_OUT(struct fuse_init_out, 0)->major = 6)
LIE(new_major, FUSE_INIT, (HOST_OUT(struct fuse_init_out, 0)->major = 8, say_length(24)))
LIE(old_minor, FUSE_INIT, (HOST_OUT(struct fuse_init_out, 0)->minor = 12, say_length(40)))
LIE(tiny_writes, FUSE_INIT, HOST_OUT(struct fuse_init_out, 0)->max_write = 100)
LIE(no_pages, FUSE_INIT, HOST_OUT(struct fuse_init_out, 0)->max_pages = 0)
LIE(cut_init, FUSE_INIT, say_length(20))

static void versions(void **state)
{
	static const struct {
		void (*lie)(int opcode);
		long result;
	} cases[] = {{old_major, -EPROTONOSUPPORT},
	             {new_major, -EPROTONOSUPPORT},
	             {old_minor, -EPROTONOSUPPORT},
	             {tiny_writes, -EIO},
	             {no_pages, -EIO},
	             {cut_init, -EIO}};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		begin(TROUBLE_NONE, -1);
		CALL(mkdir, P("/m"), 0755);
		host.lie = cases[i].lie;
		assert_int_equal(CALL(mount, P("host"), P("/m"), P("virtiofs"), 0, 0),
		                 cases[i].result);
		/* The next attempt asks again. */
		host.lie = NULL;
		assert_int_equal(CALL(mount, P("host"), P("/m"), P("virtiofs"), 0, 0), 0);
		unmount_folder();
		end_clean();
	}
}

/* How many look-ups of one name 200 times stat() costs. */
static long asked(__u64 valid)
{
	long n;

	host.valid_ns = valid;
	begin(TROUBLE_NONE, -1);
	mount_folder();
	for (int i = 0; i < 200; i++)
		assert_int_equal(stat_there(), 0);
	n = host.count[FUSE_LOOKUP];
	unmount_folder();
	end_clean();
	return n;
}

static void time_outs(void **state)
{
	long some;

	(void)state;
	assert_int_equal(asked(0), 200);
	assert_int_equal(asked(~0ul), 1);
	some = asked(50000); /* a look at the clock takes 1000 ns here */
	assert_true(some > 1 && some < 100);
}

/* A host may also say for how long there is nothing. */
LIE(nothing_for_long, FUSE_LOOKUP,
    (memset(host.out + 16, 0, 128), SAID->error = 0, ENTRY->entry_valid = 1000, say_length(144)))

static void absence(void **state)
{
	struct stat st;

	(void)state;
	host.valid_ns = 0;
	begin(TROUBLE_NONE, -1);
	mount_folder();
	host.lie = nothing_for_long;
	for (int i = 0; i < 10; i++)
		assert_int_equal(CALL(stat, P("/m/d"), P(&st)), -ENOENT);
	assert_int_equal(host.count[FUSE_LOOKUP], 1);
	host.lie = NULL;
	assert_int_equal(CALL(mkdir, P("/m/d"), 0755), 0);
	assert_int_equal(CALL(stat, P("/m/d"), P(&st)), 0);
	unmount_folder();
	end_clean();
}

/* More names than are remembered, and look-ups that go back while the others stay. */
static void many(void **state)
{
	char path[40];
	struct stat st;

	(void)state;
	host.valid_ns = ~0ul;
	begin(TROUBLE_NONE, -1);
	mount_folder();
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < 1100; i++) {
			sprintf(path, "/m/many-%d", i);
			if (!round)
				CALL(symlink, P("x"), P(path));
			else if (round == 1)
				assert_int_equal(CALL(readlink, P(path), P(back), 10), 1);
			else
				assert_int_equal(CALL(unlink, P(path)), 0);
			assert_true(host_lookups() < 5000);
		}
	assert_int_equal(stat_there(), 0);
	unmount_folder();
	end_clean();
}

/* The number of a directory that nobody uses comes back as another's: what was in the first must
 * not be found in the second. */
static void numbers_return(void **state)
{
	struct stat st;
	long fd;

	(void)state;
	host.valid_ns = ~0ul;
	begin(TROUBLE_NONE, -1);
	mount_folder();
	assert_int_equal(CALL(mkdir, P("/m/d"), 0755), 0);
	fd = CALL(open, P("/m/d/f"), O_CREAT | O_RDWR, 0600);
	CALL(close, fd);
	assert_int_equal(CALL(stat, P("/m/d/f"), P(&st)), 0);
	assert_int_equal(CALL(rename, P("/m/d"), P("/m/h")), 0);
	assert_int_equal(CALL(mkdir, P("/m/l"), 0755), 0);
	assert_int_equal(CALL(stat, P("/m/l/f"), P(&st)), -ENOENT);
	assert_int_equal(CALL(stat, P("/m/h/f"), P(&st)), 0);
	assert_int_equal(CALL(unlink, P("/m/h/f")), 0);
	assert_int_equal(CALL(rmdir, P("/m/h")), 0);
	assert_int_equal(CALL(rmdir, P("/m/l")), 0);
	unmount_folder();
	end_clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(works),           cmocka_unit_test(errors),
	        cmocka_unit_test(short_transfers), cmocka_unit_test(nonsense),
	        cmocka_unit_test(death),           cmocka_unit_test(exhaustion),
	        cmocka_unit_test(each_lie),        cmocka_unit_test(type_stays),
	        cmocka_unit_test(versions),        cmocka_unit_test(time_outs),
	        cmocka_unit_test(absence),         cmocka_unit_test(many),
	        cmocka_unit_test(numbers_return),
	};
	int failures;

	strcpy(host.folder, "/tmp/fuse_testXXXXXX");
	if (!mkdtemp(host.folder))
		return 1;
	large = malloc(LARGE);
	back = malloc(LARGE);
	for (int i = 0; i < LARGE; i++)
		large[i] = (char)(i * 7 + i / 251);
	for (int i = 0; i < HOST_NODES; i++)
		host.node[i].fd = -1;
	uk_fuse_transport_register(&host_transport);
	CALL(mkdir, P("/first"), 0755); /* mounts the root while nothing fails */
	failures = cmocka_run_group_tests(tests, NULL, NULL);
	clean();
	host_reset();
	rmdir(host.folder);
	free(large);
	free(back);
	return failures;
}
