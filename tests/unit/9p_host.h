/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A 9P2000.L host for unit tests: serves a folder, answers when it is polled, and misbehaves on the
 * n-th request: an error, a short transfer, a damaged answer, silence for good.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>
#include <uk/9p_transport.h>

enum trouble { TROUBLE_NONE, TROUBLE_ERROR, TROUBLE_SHORT, TROUBLE_DAMAGE, TROUBLE_DEAD };

#define HOST_FIDS    256
#define HOST_MESSAGE (600 * 1024)

struct host_fid {
	int used, fd;
	DIR *dir;
	char path[512];
};

static struct {
	char folder[256];
	struct host_fid fid[HOST_FIDS];
	enum trouble trouble;
	long trouble_in; /* requests until then; -1: never */
	unsigned int seed;
	int dead, happened, direct;
	__u8 in[HOST_MESSAGE], out[HOST_MESSAGE];
	__u32 at, in_len, len;
	struct uk_9p_request *pending[4];
	unsigned int pending_count;
} host;

static __u64 host_get(unsigned int bytes)
{
	__u64 value = 0;

	for (unsigned int i = 0; i < bytes; i++)
		value |= (__u64)host.in[host.at++] << 8 * i;
	return value;
}

static void host_name(char *name)
{
	__u32 len = host_get(2);

	memcpy(name, host.in + host.at, len);
	name[len] = '\0';
	host.at += len;
}

static void host_put(__u64 value, unsigned int bytes)
{
	for (; bytes; bytes--, value >>= 8)
		host.out[host.len++] = (__u8)value;
}

static struct host_fid *host_fid(void)
{
	__u32 number = host_get(4);

	return number < HOST_FIDS ? &host.fid[number] : NULL;
}

static void host_put_qid(const struct stat *st)
{
	host_put(S_ISDIR(st->st_mode) ? 0x80 : S_ISLNK(st->st_mode) ? 2 : 0, 1);
	host_put(0, 4);
	host_put(st->st_ino, 8);
}

static int host_put_qid_of(const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		return errno;
	host_put_qid(&st);
	return 0;
}

static int host_set_path(struct host_fid *fid, const char *path)
{
	if (fid->used)
		return EBUSY;
	*fid = (struct host_fid){.used = 1, .fd = -1};
	strcpy(fid->path, path);
	return 0;
}

static void host_below(struct host_fid *dir, char *path)
{
	char name[300];

	host_name(name);
	sprintf(path, "%s/%s", dir->path, name);
}

static int host_walk(void)
{
	struct host_fid *from = host_fid(), *to = host_fid();
	__u32 names = host_get(2);
	char path[1024];
	int rc;

	strcpy(path, from->path);
	host_put(names, 2);
	if (names) {
		host_below(from, path);
		rc = host_put_qid_of(path);
		if (rc)
			return rc;
	}
	return host_set_path(to, path);
}

static int host_getattr(void)
{
	struct host_fid *fid = host_fid();
	struct stat st;

	if (fid->fd >= 0 ? fstat(fid->fd, &st) : lstat(fid->path, &st))
		return errno;
	host_put(0x7ff, 8);
	host_put_qid(&st);
	host_put(st.st_mode, 4);
	host_put(0, 8);
	host_put(st.st_nlink, 8);
	host_put(0, 8);
	host_put(st.st_size, 8);
	host_put(4096, 8);
	host_put(st.st_blocks, 8);
	for (int i = 0; i < 3; i++) {
		host_put(1000 + i, 8);
		host_put(5, 8);
	}
	for (int i = 0; i < 4; i++)
		host_put(0, 8);
	return 0;
}

static int host_setattr(void)
{
	struct host_fid *fid = host_fid();
	__u32 which = host_get(4), mode = host_get(4);
	__u64 size;

	host_get(8);
	size = host_get(8);
	if ((which & 1) && chmod(fid->path, mode))
		return errno;
	return (which & 8) && truncate(fid->path, size) ? errno : 0;
}

static int host_open(int create)
{
	struct host_fid *fid = host_fid();
	char path[1024];
	__u32 flags, mode = 0;
	struct stat st;

	strcpy(path, fid->path);
	if (create)
		host_below(fid, path);
	flags = host_get(4);
	if (create)
		mode = host_get(4);
	if (!create && !lstat(path, &st) && S_ISDIR(st.st_mode))
		fid->dir = opendir(path);
	else
		fid->fd = open(path, (int)flags, mode);
	if (fid->fd < 0 && !fid->dir)
		return errno;
	strcpy(fid->path, path);
	host_put_qid_of(path);
	host_put(0, 4);
	return 0;
}

static int host_read(int shorten)
{
	struct host_fid *fid = host_fid();
	__u64 off = host_get(8);
	__u32 count = host_get(4);
	ssize_t n;

	n = pread(fid->fd, host.out + host.len + 4, shorten ? count / 2 : count, off);
	if (n < 0)
		return errno;
	host_put(n, 4);
	host.len += n;
	return 0;
}

static int host_write(int shorten)
{
	struct host_fid *fid = host_fid();
	__u64 off = host_get(8);
	__u32 count = host_get(4);
	ssize_t n = pwrite(fid->fd, host.in + host.at, shorten ? count / 2 : count, off);

	if (n < 0)
		return errno;
	host_put(n, 4);
	return 0;
}

static int host_readdir(void)
{
	struct host_fid *fid = host_fid();
	__u64 off = host_get(8);
	__u32 count = host_get(4), start = host.len;
	struct dirent *entry;

	host_put(0, 4);
	if (!fid->dir)
		return EBADF;
	if (off)
		seekdir(fid->dir, off);
	else
		rewinddir(fid->dir);
	while ((entry = readdir(fid->dir))) {
		if (host.len - start - 4 + 24 + strlen(entry->d_name) > count)
			break;
		host_put(entry->d_type == DT_DIR ? 0x80 : 0, 1);
		host_put(0, 4);
		host_put(entry->d_ino, 8);
		host_put(entry->d_off, 8);
		host_put(entry->d_type, 1);
		host_put(strlen(entry->d_name), 2);
		memcpy(host.out + host.len, entry->d_name, strlen(entry->d_name));
		host.len += strlen(entry->d_name);
	}
	count = host.len - start - 4;
	memcpy(host.out + start, &count, 4);
	return 0;
}

static int host_clunk(void)
{
	struct host_fid *fid = host_fid();

	if (!fid->used)
		return EBADF;
	if (fid->fd >= 0)
		close(fid->fd);
	if (fid->dir)
		closedir(fid->dir);
	fid->used = 0;
	return 0;
}

static int host_names(int type)
{
	struct host_fid *dir = host_fid(), *other;
	char path[1024], text[5000];
	ssize_t n;
	int rc = 0;

	switch (type) {
	case 16: /* Tsymlink */
		host_below(dir, path);
		host_name(text);
		rc = symlink(text, path);
		break;
	case 22: /* Treadlink */
		n = readlink(dir->path, text, sizeof(text));
		if (n < 0)
			return errno;
		host_put(n, 2);
		memcpy(host.out + host.len, text, n);
		host.len += n;
		return 0;
	case 70: /* Tlink */
		other = host_fid();
		host_below(dir, path);
		return link(other->path, path) ? errno : 0;
	case 72: /* Tmkdir */
		host_below(dir, path);
		rc = mkdir(path, host_get(4));
		break;
	case 74: /* Trenameat */
		host_below(dir, path);
		other = host_fid();
		host_below(other, text);
		return rename(path, text) ? errno : 0;
	case 76: /* Tunlinkat */
		host_below(dir, path);
		return (host_get(4) ? rmdir(path) : unlink(path)) ? errno : 0;
	}
	return rc ? errno : host_put_qid_of(path);
}

static int host_statfs(void)
{
	for (int i = 0; i < 2; i++)
		host_put(4096, 4);
	for (int i = 0; i < 6; i++)
		host_put(1000, 8);
	host_put(255, 4);
	return 0;
}

static int host_do(int type, int shorten)
{
	switch (type) {
	case 8:
		return host_statfs();
	case 12:
		return host_open(0);
	case 14:
		return host_open(1);
	case 24:
		return host_getattr();
	case 26:
		return host_setattr();
	case 40:
		return host_readdir();
	case 50:
		return 0;
	case 100:
		host_put(host_get(4), 4);
		host_put(8, 2);
		memcpy(host.out + host.len, "9P2000.L", 8);
		host.len += 8;
		return 0;
	case 104:
		host_put_qid_of(host.folder);
		return host_set_path(host_fid(), host.folder);
	case 110:
		return host_walk();
	case 116:
		return host_read(shorten);
	case 118:
		return host_write(shorten);
	case 120:
		return host_clunk();
	default:
		return host_names(type);
	}
}

static int host_random(int below)
{
	host.seed = host.seed * 1103515245 + 12345;
	return (int)((host.seed >> 16) % (unsigned int)below);
}

/* Bytes changed, an answer cut off or made longer, another's tag, sizes from nowhere. */
static __s32 host_damage(void)
{
	__s32 claimed = (__s32)host.len;

	switch (host_random(6)) {
	case 0:
		return host_random(claimed);
	case 1:
		host.out[4] = (__u8)host_random(256);
		break;
	case 2:
		host.out[5]++;
		break;
	case 3: /* the size */
		host.out[host_random(4)] = (__u8)host_random(256);
		break;
	case 4: /* a count, a length of a name */
		host.out[MIN(7 + host_random(16), claimed - 1)] = 0xff;
		break;
	default:
		for (int i = 0; i < 8; i++)
			host.out[host_random(claimed)] = (__u8)host_random(256);
	}
	return claimed;
}

static void host_answer(struct uk_9p_request *request)
{
	enum trouble trouble = TROUBLE_NONE;
	__s32 result;
	int type, rc;

	if (host.trouble_in >= 0 && host.trouble_in-- == 0) {
		trouble = host.trouble;
		host.happened = 1;
	}
	if (trouble == TROUBLE_DEAD)
		host.dead = 1;
	if (host.dead) {
		uk_9p_answered(request, -EIO);
		return;
	}
	memcpy(host.in, request->send, request->send_len);
	host.in_len = request->send_len;
	for (int i = 0; i < request->data_count && !request->data_in; i++) {
		memcpy(host.in + host.in_len, request->data[i].iov_base, request->data[i].iov_len);
		host.in_len += request->data[i].iov_len;
	}
	host.at = 0;
	assert_int_equal(host_get(4), host.in_len);
	type = (int)host_get(1);
	host.len = 7;
	memcpy(host.out + 5, host.in + 5, 2);
	host.at = 7;
	rc = trouble == TROUBLE_ERROR ? ENOSPC : host_do(type, trouble == TROUBLE_SHORT);
	host.out[4] = (__u8)(type + 1);
	if (rc) {
		host.len = 7;
		host_put(rc, 4);
		host.out[4] = 7;
	}
	memcpy(host.out, &host.len, 4);
	result = trouble == TROUBLE_DAMAGE ? host_damage() : (__s32)host.len;
	/* As a device does: what does not fit is not written. */
	memcpy(request->receive, host.out, MIN((__u32)result, request->receive_size));
	for (__u32 i = 0, at = request->receive_size;
	     request->data_in && i < request->data_count && at < (__u32)result; i++) {
		__u32 n = MIN((__u32)result - at, (__u32)request->data[i].iov_len);

		memcpy(request->data[i].iov_base, host.out + at, n);
		at += n;
	}
	uk_9p_answered(request, result);
}

static int host_submit(struct uk_9p_transport *t, struct uk_9p_request *request)
{
	(void)t;
	if (host.dead)
		return -EIO;
	if (host.pending_count == 2) /* a ring with room for two */
		return -ENOSPC;
	host.pending[host.pending_count++] = request;
	return 0;
}

static void host_poll(struct uk_9p_transport *t)
{
	(void)t;
	while (host.pending_count) {
		struct uk_9p_request *request = host.pending[0];

		host.pending[0] = host.pending[1];
		host.pending_count--;
		host_answer(request);
	}
}

static int host_arm(struct uk_9p_transport *t)
{
	(void)t;
	return 1;
}

static void host_disarm(struct uk_9p_transport *t)
{
	(void)t;
}

static int host_reaches(struct uk_9p_transport *t, const void *base, __sz len)
{
	(void)t;
	(void)base;
	(void)len;
	return host.direct;
}

static const struct uk_9p_transport_ops host_ops = {
        .submit = host_submit,
        .poll = host_poll,
        .arm = host_arm,
        .disarm = host_disarm,
        .reaches = host_reaches,
};

static struct uk_9p_transport host_transport = {.ops = &host_ops, .tag = "host"};

static int host_fids_used(void)
{
	int n = 0;

	for (int i = 0; i < HOST_FIDS; i++)
		n += host.fid[i].used;
	return n;
}
