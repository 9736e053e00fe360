/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that the host has open: opening, and closing without waiting. */
#include <fcntl.h>
#include <uk/alloc.h>
#include <uk/wait.h>
#include "fuse.h"

/* Made before the host is asked, which would have to close it again if memory were short. */
static struct uk_fuse_file *file_new(struct uk_fuse_client *client, __u32 flags, int directory)
{
	struct uk_fuse_file *file = uk_calloc(uk_alloc_get_default(), 1, sizeof(*file));

	if (!file)
		return NULL;
	file->client = client;
	file->refs = 1;
	file->flags = flags;
	file->directory = (__u8)directory;
	UK_INIT_LIST_HEAD(&file->forgets);
	return file;
}

static int open_node(struct uk_fuse_client *client, __u64 node, __u32 flags, int directory,
                     struct uk_fuse_file **out)
{
	const struct fuse_open_in in = {.flags = flags};
	struct uk_fuse_file *file = file_new(client, flags, directory);
	struct fuse_open_out answer;
	struct fuse_message m;
	int rc;

	if (!file)
		return -ENOMEM;
	rc = fuse_begin(client, directory ? FUSE_OPENDIR : FUSE_OPEN, node, &m);
	if (!rc) {
		fuse_put(&m, &in, sizeof(in));
		rc = fuse_finish(&m, &answer, sizeof(answer));
	}
	if (rc) {
		uk_free(uk_alloc_get_default(), file);
		return rc;
	}
	file->node = node;
	file->fh = answer.fh;
	*out = file;
	return 0;
}

int uk_fuse_open(struct uk_fuse_client *client, __u64 node, __u32 flags, struct uk_fuse_file **file)
{
	return open_node(client, node, flags, 0, file);
}

int uk_fuse_opendir(struct uk_fuse_client *client, __u64 node, __u32 flags,
                    struct uk_fuse_file **file)
{
	return open_node(client, node, flags, 1, file);
}

struct create_out {
	struct fuse_entry_out entry;
	struct fuse_open_out open;
};

static int create(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len, __u32 flags,
                  __u32 mode, struct create_out *answer)
{
	const struct fuse_create_in in = {.flags = flags, .mode = mode};
	struct fuse_message m;
	int rc = fuse_begin(client, FUSE_CREATE, dir, &m);

	if (rc)
		return rc;
	fuse_put(&m, &in, sizeof(in));
	fuse_put_name(&m, name, len);
	return fuse_finish(&m, answer, sizeof(*answer));
}

int uk_fuse_create(struct uk_fuse_client *client, __u64 dir, const char *name, __sz len,
                   __u32 flags, __u32 mode, struct uk_fuse_entry *entry, struct uk_fuse_file **out)
{
	struct uk_fuse_file *file = file_new(client, flags, 0);
	struct create_out answer;
	int rc;

	if (!file)
		return -ENOMEM;
	rc = create(client, dir, name, len, flags, mode, &answer);
	if (!rc)
		rc = fuse_take_entry(&answer.entry, entry);
	if (!rc && !entry->node)
		rc = -EIO;
	if (rc) {
		uk_free(uk_alloc_get_default(), file);
		return rc;
	}
	file->node = entry->node;
	file->fh = answer.open.fh;
	*out = file;
	return 0;
}

/* --- closing -------------------------------------------------------------------------------- */

struct uk_fuse_file *uk_fuse_file_get(struct uk_fuse_file *file)
{
	file->refs++;
	return file;
}

/* The message is built in the file itself. */
static void send_farewell(struct uk_fuse_file *file, enum fuse_opcode opcode, const void *in,
                          __sz len, void (*answered)(struct uk_fuse_request *))
{
	file->farewell = (struct uk_fuse_request){.send = file->send,
	                                          .send_len = (__u32)(UK_FUSE_HEADER + len),
	                                          .receive = file->receive,
	                                          .receive_size = sizeof(file->receive),
	                                          .client = file->client,
	                                          .forgotten = answered};
	uk_waitq_init(&file->farewell.waitq);
	fuse_put_header(file->send, file->farewell.send_len, opcode, file->node, 0);
	memcpy(file->send + UK_FUSE_HEADER, in, len);
	fuse_send_forgotten(file->client, &file->farewell);
}

static struct uk_fuse_file *file_of(struct uk_fuse_request *request)
{
	return __containerof(request, struct uk_fuse_file, farewell);
}

/* The host closed it: its node may be forgotten, if it is to be. */
static void released(struct uk_fuse_request *request)
{
	struct uk_fuse_file *file = file_of(request);

	uk_list_del(&file->link);
	while (!uk_list_empty(&file->forgets)) {
		struct uk_fuse_forget *forget =
		        uk_list_first_entry(&file->forgets, struct uk_fuse_forget, link);

		uk_list_del(&forget->link);
		uk_fuse_forget(file->client, forget);
	}
	uk_free(uk_alloc_get_default(), file);
}

static void release(struct uk_fuse_file *file)
{
	const struct fuse_release_in in = {.fh = file->fh, .flags = file->flags};

	send_farewell(file, file->directory ? FUSE_RELEASEDIR : FUSE_RELEASE, &in, sizeof(in),
	              released);
}

static void flushed(struct uk_fuse_request *request)
{
	struct uk_fuse_file *file = file_of(request);

	if (fuse_is_error(request, -ENOSYS))
		file->client->no_flush = 1;
	release(file);
}

/* What was written is flushed first. The answers come when nobody can be told any more: a program
 * that wants to know asks with fsync(). */
void uk_fuse_file_put(struct uk_fuse_file *file)
{
	const struct fuse_flush_in in = {.fh = file ? file->fh : 0};

	if (!file || --file->refs)
		return;
	uk_list_add(&file->link, &file->client->releasing);
	if (file->directory || (file->flags & O_ACCMODE) == O_RDONLY || file->client->no_flush)
		release(file);
	else
		send_farewell(file, FUSE_FLUSH, &in, sizeof(in), flushed);
}
