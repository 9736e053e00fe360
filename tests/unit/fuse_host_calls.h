/* SPDX-License-Identifier: BSD-3-Clause */
/* What the FUSE host of unit tests does for each message: nodes, look-ups that are counted, open
 * files. Included by fuse_host.h. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include <uk/fuse_transport.h>
#include "../../unikraft/lib/fs/ukfuse/protocol.h"

enum trouble { TROUBLE_NONE, TROUBLE_ERROR, TROUBLE_SHORT, TROUBLE_DAMAGE, TROUBLE_DEAD };

#define HOST_NODES   2048
#define HOST_FILES   256
#define HOST_MESSAGE (600 * 1024)

struct host_node {
	int fd; /* O_PATH */
	__u64 lookups;
	struct stat st;
};

struct host_file {
	int used, fd;
	DIR *dir;
};

static struct {
	char folder[256];
	struct host_node node[HOST_NODES]; /* by number; the root is 1 */
	struct host_file file[HOST_FILES];
	enum trouble trouble;
	long trouble_in; /* requests until then; -1: never */
	unsigned int seed;
	int confused;                        /* its damaged answers make the client ask nonsense */
	int dead, happened, direct, missing; /* missing: no FLUSH, FSYNC, LSEEK, FALLOCATE */
	int early;                           /* a node was forgotten with a file still open */
	__u64 valid_ns;                      /* of names and attributes */
	long count[64];                      /* requests by opcode */
	void (*lie)(int opcode);             /* changes the answer */
	__u8 in[HOST_MESSAGE], out[HOST_MESSAGE];
	__u32 in_len, len;
	struct uk_fuse_request *pending[4];
	unsigned int pending_count;
} host;

#define HOST_IN(type, at)  ((type *)(host.in + sizeof(struct fuse_in_header) + (at)))
#define HOST_OUT(type, at) ((type *)(host.out + sizeof(struct fuse_out_header) + (at)))

/* What stands behind something of fixed size: a name. */
static const char *host_name(__sz behind)
{
	assert_non_null(memchr(HOST_IN(char, behind), 0,
	                       host.in_len - sizeof(struct fuse_in_header) - behind));
	return HOST_IN(char, behind);
}

static void *host_put(__sz size)
{
	void *at = host.out + host.len;

	memset(at, 0, size);
	host.len += size;
	return at;
}

/* NULL only when the host is confused. */
static struct host_node *host_node_of(__u64 id)
{
	if (id > 0 && id < HOST_NODES && host.node[id].fd >= 0)
		return &host.node[id];
	assert_true(host.confused);
	return NULL;
}

static int host_fd_of(__u64 id)
{
	struct host_node *node = host_node_of(id);

	return node ? node->fd : -1;
}

static char *host_proc(int fd)
{
	static char path[2][40];
	static int turn;

	turn = !turn;
	sprintf(path[turn], "/proc/self/fd/%d", fd);
	return path[turn];
}

static void host_put_attr(struct fuse_attr *to, const struct stat *st)
{
	*to = (struct fuse_attr){.ino = st->st_ino,
	                         .size = st->st_size,
	                         .blocks = st->st_blocks,
	                         .mtime = 1000,
	                         .mtimensec = 5,
	                         .mode = st->st_mode,
	                         .nlink = st->st_nlink,
	                         .blksize = 4096};
}

static int host_put_entry(int dir, const char *name)
{
	int fd = openat(dir, name, O_PATH | O_NOFOLLOW);
	struct fuse_entry_out *out;
	struct stat st;
	__u64 id, new = 0;

	if (fd < 0)
		return errno;
	fstat(fd, &st);
	for (id = 1; id < HOST_NODES; id++) {
		if (host.node[id].fd < 0 && !new)
			new = id;
		if (host.node[id].fd >= 0 && host.node[id].st.st_ino == st.st_ino)
			break;
	}
	if (id < HOST_NODES) {
		close(fd);
	} else {
		id = new;
		assert_int_not_equal(id, 0);
		host.node[id] = (struct host_node){.fd = fd, .st = st};
	}
	host.node[id].lookups++;
	out = host_put(sizeof(*out));
	out->nodeid = id;
	out->entry_valid = out->attr_valid = host.valid_ns / 1000000000;
	out->entry_valid_nsec = out->attr_valid_nsec = host.valid_ns % 1000000000;
	host_put_attr(&out->attr, &st);
	return 0;
}

static void host_forget(__u64 id, __u64 count)
{
	struct host_node *node = host_node_of(id);
	struct stat st;

	if (host.confused && (!node || count > node->lookups))
		return;
	assert_true(count > 0 && count <= node->lookups);
	node->lookups -= count;
	if (node->lookups || id == 1)
		return;
	for (int i = 0; i < HOST_FILES; i++)
		if (host.file[i].used && !fstat(host.file[i].fd, &st) &&
		    st.st_ino == node->st.st_ino)
			host.early = 1;
	close(node->fd);
	node->fd = -1;
}

static struct host_file *host_file_of(__u64 fh)
{
	static struct host_file none = {0, -1, NULL};

	if (fh < HOST_FILES && host.file[fh].used)
		return &host.file[fh];
	assert_true(host.confused);
	return &none;
}

static int host_put_file(int fd, DIR *dir)
{
	struct fuse_open_out *out;
	int i = 0;

	if (fd < 0)
		return errno;
	while (host.file[i].used)
		assert_true(++i < HOST_FILES);
	host.file[i] = (struct host_file){1, fd, dir};
	out = host_put(sizeof(*out));
	out->fh = i;
	return 0;
}

static void host_close(struct host_file *file)
{
	if (!file->used)
		return;
	if (file->dir)
		closedir(file->dir);
	else
		close(file->fd);
	file->used = 0;
}

static int host_put_attr_out(int fd)
{
	struct fuse_attr_out *out;
	struct stat st;

	if (fstat(fd, &st))
		return errno;
	out = host_put(sizeof(*out));
	out->attr_valid = host.valid_ns / 1000000000;
	out->attr_valid_nsec = host.valid_ns % 1000000000;
	host_put_attr(&out->attr, &st);
	return 0;
}

static int host_setattr(int fd)
{
	struct fuse_setattr_in *in = HOST_IN(struct fuse_setattr_in, 0);

	if ((in->valid & 1) && chmod(host_proc(fd), in->mode & 07777))
		return errno;
	if ((in->valid & 8) && truncate(host_proc(fd), in->size))
		return errno;
	return host_put_attr_out(fd);
}

static int host_read(int shorten)
{
	struct fuse_read_in *in = HOST_IN(struct fuse_read_in, 0);
	ssize_t n = pread(host_file_of(in->fh)->fd, host.out + host.len,
	                  shorten ? in->size / 2 : in->size, in->offset);

	if (n < 0)
		return errno;
	host.len += n;
	return 0;
}

static int host_write(int shorten)
{
	struct fuse_write_in *in = HOST_IN(struct fuse_write_in, 0);
	struct fuse_write_out *out;
	ssize_t n;

	assert_int_equal(host.in_len, sizeof(struct fuse_in_header) + sizeof(*in) + in->size);
	n = pwrite(host_file_of(in->fh)->fd, HOST_IN(char, sizeof(*in)),
	           shorten ? in->size / 2 : in->size, in->offset);
	if (n < 0)
		return errno;
	out = host_put(sizeof(*out));
	out->size = n;
	return 0;
}

static int host_readdir(void)
{
	struct fuse_read_in *in = HOST_IN(struct fuse_read_in, 0);
	DIR *dir = host_file_of(in->fh)->dir;
	__u32 start = host.len;
	struct dirent *entry;

	if (!dir)
		return EBADF;
	if (in->offset)
		seekdir(dir, in->offset);
	else
		rewinddir(dir);
	while ((entry = readdir(dir))) {
		__sz size = sizeof(struct fuse_dirent) + ALIGN_UP(strlen(entry->d_name), 8);
		struct fuse_dirent *out;

		if (host.len - start + size > in->size)
			break;
		out = host_put(size);
		*out = (struct fuse_dirent){entry->d_ino, entry->d_off, strlen(entry->d_name),
		                            entry->d_type};
		memcpy(out + 1, entry->d_name, strlen(entry->d_name));
	}
	return 0;
}

static int host_open(int fd, int directory)
{
	__u32 flags = HOST_IN(struct fuse_open_in, 0)->flags;
	int opened = open(host_proc(fd), flags);

	return host_put_file(opened, directory && opened >= 0 ? fdopendir(opened) : NULL);
}

static int host_create(int dir)
{
	struct fuse_create_in *in = HOST_IN(struct fuse_create_in, 0);
	const char *name = host_name(sizeof(*in));
	int fd = openat(dir, name, in->flags, in->mode & 07777);

	if (fd < 0)
		return errno;
	assert_int_equal(host_put_entry(dir, name), 0);
	return host_put_file(fd, NULL);
}

static int host_rename(int dir, __sz size)
{
	const char *name = host_name(size);
	int to = host_fd_of(HOST_IN(struct fuse_rename_in, 0)->newdir);

	return renameat(dir, name, to, name + strlen(name) + 1) ? errno : 0;
}

static int host_names(int opcode, int fd)
{
	const char *name;
	ssize_t n;

	switch (opcode) {
	case FUSE_SYMLINK:
		name = host_name(0);
		if (symlinkat(name + strlen(name) + 1, fd, name))
			return errno;
		return host_put_entry(fd, name);
	case FUSE_MKDIR:
		name = host_name(sizeof(struct fuse_mkdir_in));
		if (mkdirat(fd, name, HOST_IN(struct fuse_mkdir_in, 0)->mode))
			return errno;
		return host_put_entry(fd, name);
	case FUSE_LINK:
		name = host_name(sizeof(struct fuse_link_in));
		if (linkat(AT_FDCWD,
		           host_proc(host_fd_of(HOST_IN(struct fuse_link_in, 0)->oldnodeid)), fd,
		           name, AT_SYMLINK_FOLLOW))
			return errno;
		return host_put_entry(fd, name);
	case FUSE_UNLINK:
		return unlinkat(fd, host_name(0), 0) ? errno : 0;
	case FUSE_RMDIR:
		return unlinkat(fd, host_name(0), AT_REMOVEDIR) ? errno : 0;
	case FUSE_READLINK:
		n = readlinkat(fd, "", (char *)host.out + host.len, 5000);
		host.len += n < 0 ? 0 : n;
		return n < 0 ? errno : 0;
	default:
		fail_msg("opcode %d", opcode);
		return ENOSYS;
	}
}

static int host_init(void)
{
	const struct fuse_init_in *in = HOST_IN(struct fuse_init_in, 0);
	struct fuse_init_out *out = host_put(sizeof(*out));

	assert_int_equal(in->major, 7);
	assert_true(in->minor >= 31);
	out->major = 7;
	out->minor = 36;
	out->flags = in->flags;
	out->max_write = 1 << 20;
	out->max_pages = 256;
	return 0;
}

static int host_file_call(int opcode)
{
	/* All of these begin with the file's number. */
	struct host_file *file = host_file_of(*HOST_IN(__u64, 0));
	off_t offset;

	switch (opcode) {
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
		host_close(file);
		return 0;
	case FUSE_LSEEK:
		offset = lseek(file->fd, HOST_IN(struct fuse_lseek_in, 0)->offset,
		               HOST_IN(struct fuse_lseek_in, 0)->whence);
		if (host.missing || offset < 0)
			return host.missing ? ENOSYS : errno;
		*(__u64 *)host_put(8) = offset;
		return 0;
	case FUSE_FALLOCATE:
		if (host.missing)
			return ENOSYS;
		return ftruncate(file->fd, HOST_IN(struct fuse_fallocate_in, 0)->offset +
		                                   HOST_IN(struct fuse_fallocate_in, 0)->length)
		               ? errno
		               : 0;
	default:
		return host.missing ? ENOSYS : 0;
	}
}

static int host_do(int opcode, __u64 id, int shorten)
{
	struct fuse_kstatfs *statfs;
	int fd = opcode == FUSE_INIT ? -1 : host_fd_of(id);

	if (fd < 0 && opcode != FUSE_INIT)
		return ESTALE;
	switch (opcode) {
	case FUSE_INIT:
		return host_init();
	case FUSE_LOOKUP:
		return host_put_entry(fd, host_name(0));
	case FUSE_GETATTR:
		return host_put_attr_out(fd);
	case FUSE_SETATTR:
		return host_setattr(fd);
	case FUSE_OPEN:
	case FUSE_OPENDIR:
		return host_open(fd, opcode == FUSE_OPENDIR);
	case FUSE_CREATE:
		return host_create(fd);
	case FUSE_READ:
		return host_read(shorten);
	case FUSE_WRITE:
		return host_write(shorten);
	case FUSE_READDIR:
		return host_readdir();
	case FUSE_RENAME:
		return host_rename(fd, sizeof(struct fuse_rename_in));
	case FUSE_STATFS:
		statfs = host_put(sizeof(*statfs));
		*statfs = (struct fuse_kstatfs){.blocks = 1000, .frsize = 4096, .namelen = 255};
		return 0;
	case FUSE_RELEASE:
	case FUSE_RELEASEDIR:
	case FUSE_FLUSH:
	case FUSE_FSYNC:
	case FUSE_FSYNCDIR:
	case FUSE_LSEEK:
	case FUSE_FALLOCATE:
		return host_file_call(opcode);
	default:
		return host_names(opcode, fd);
	}
}
