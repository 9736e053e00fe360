/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading directories. */
#include "fuse.h"

__ssz uk_fuse_readdir(struct uk_fuse_file *file, __u64 position, void *buffer, __u32 size)
{
	struct fuse_read_in in = {.fh = file->fh, .offset = position, .flags = file->flags};
	struct fuse_message m;
	__u32 len;
	int rc = fuse_begin(file->client, FUSE_READDIR, file->node, &m);

	if (rc)
		return rc;
	in.size = MIN(MIN(size, m.request->receive_size - FUSE_ANSWER), file->client->read_max);
	fuse_put(&m, &in, sizeof(in));
	rc = fuse_call(&m, &len);
	if (!rc && len > in.size)
		rc = -EIO;
	if (!rc)
		memcpy(buffer, fuse_contents(&m), len);
	fuse_end(&m);
	return rc ? rc : (__ssz)len;
}

int uk_fuse_dirent_next(const void *buffer, __u32 len, __u32 *at, struct uk_fuse_dirent *entry)
{
	struct fuse_dirent dirent;
	__u32 left = len - *at;

	if (*at >= len)
		return 0;
	if (left < sizeof(dirent))
		return -EIO;
	memcpy(&dirent, (const __u8 *)buffer + *at, sizeof(dirent));
	left -= sizeof(dirent);
	entry->name = (const char *)buffer + *at + sizeof(dirent);
	if (!dirent.namelen || dirent.namelen > UK_FUSE_NAME_MAX || dirent.namelen > left ||
	    memchr(entry->name, 0, dirent.namelen) || memchr(entry->name, '/', dirent.namelen))
		return -EIO;
	entry->ino = dirent.ino;
	entry->next = dirent.off;
	entry->type = dirent.type < 16 ? (__u8)dirent.type : 0;
	entry->len = (__u16)dirent.namelen;
	/* The last one need not be filled up. */
	*at += (__u32)sizeof(dirent) + MIN(ALIGN_UP(dirent.namelen, FUSE_DIRENT_ALIGN), left);
	return 1;
}
