/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files: the host's open file behind each of ours. */
#include <uk/wait.h>
#include "virtiofs.h"

#ifndef O_LARGEFILE
#define O_LARGEFILE 0100000
#endif
/* The flags that mean something to the host. Blocking is decided here, direct access asks for
 * aligned memory, which ours need not be at the host. */
#define PASSED (O_ACCMODE | O_APPEND | O_DSYNC | O_SYNC | O_DIRECTORY | O_NOATIME)

static __u32 host_flags(unsigned int flags)
{
	return (flags & PASSED) | O_LARGEFILE;
}

static struct virtiofs_handle *handle_new(unsigned int flags)
{
	struct virtiofs_handle *handle = uk_calloc(uk_alloc_get_default(), 1, sizeof(*handle));

	if (!handle)
		return NULL;
	handle->flags = flags;
	uk_waitq_init(&handle->waitq);
	UK_INIT_LIST_HEAD(&handle->link);
	return handle;
}

static void handle_free(struct virtiofs_handle *handle)
{
	uk_list_del(&handle->link);
	uk_fuse_file_put(handle->file);
	uk_free(uk_alloc_get_default(), handle->entries);
	uk_free(uk_alloc_get_default(), handle);
}

static int open_at_host(struct uk_node *node, unsigned int flags, struct uk_fuse_file **file)
{
	struct uk_fuse_client *client = virtiofs_client_of(node);
	__u64 id = virtiofs_of(node)->id;

	return S_ISDIR(node->mode) ? uk_fuse_opendir(client, id, host_flags(flags), file)
	                           : uk_fuse_open(client, id, host_flags(flags), file);
}

int virtiofs_open(struct uk_node *node, unsigned int flags, void **out)
{
	struct virtiofs_handle *handle = handle_new(flags);
	int rc;

	if (!handle)
		return -ENOMEM;
	rc = open_at_host(node, flags, &handle->file);
	if (rc) {
		handle_free(handle);
		return rc;
	}
	uk_list_add_tail(&handle->link, &virtiofs_of(node)->handles);
	*out = handle;
	return 0;
}

/* Makes and opens it at the host. */
static int create(struct uk_node *dir, const char *name, __sz len, mode_t mode,
                  struct virtiofs_handle *handle, struct uk_node **out)
{
	struct virtiofs_node *fresh = virtiofs_node_new();
	struct uk_fuse_entry entry;
	int rc;

	if (!fresh)
		return -ENOMEM;
	rc = uk_fuse_create(virtiofs_client_of(dir), virtiofs_of(dir)->id, name, len,
	                    (host_flags(handle->flags) & ~(__u32)O_DIRECTORY) | O_CREAT | O_EXCL,
	                    S_IFREG | (mode & 07777), &entry, &handle->file);
	virtiofs_name_drop(dir, name, len);
	virtiofs_changed(dir);
	if (!rc)
		return virtiofs_take(dir, name, len, &entry, virtiofs_ask(dir), S_IFREG, fresh,
		                     out);
	uk_free(uk_alloc_get_default(), fresh);
	return rc;
}

int virtiofs_create_open(struct uk_node *dir, const char *name, __sz len, mode_t mode,
                         unsigned int flags, struct uk_node **out, void **out_handle)
{
	struct virtiofs_handle *handle = handle_new(flags);
	int rc;

	if (!handle)
		return -ENOMEM;
	rc = create(dir, name, len, mode, handle, out);
	if (rc) {
		handle_free(handle);
		return rc;
	}
	uk_list_add_tail(&handle->link, &virtiofs_of(*out)->handles);
	*out_handle = handle;
	return 0;
}

void virtiofs_closed(struct uk_open_file *of)
{
	if (of->handle)
		handle_free(of->handle);
	of->handle = NULL;
}

int virtiofs_follow_flags(struct uk_open_file *of)
{
	struct virtiofs_handle *handle = of->handle;
	struct uk_fuse_file *file;
	int rc;

	if (!((of->flags ^ handle->flags) & O_APPEND))
		return 0;
	rc = open_at_host(uk_file_node(of->file), of->flags, &file);
	if (rc)
		return rc;
	uk_fuse_file_put(handle->file);
	handle->file = file;
	handle->flags = of->flags;
	return 0;
}

void virtiofs_lock(struct virtiofs_handle *handle)
{
	uk_waitq_wait_event(&handle->waitq, !handle->busy);
	handle->busy = 1;
}

void virtiofs_unlock(struct virtiofs_handle *handle)
{
	handle->busy = 0;
	uk_waitq_wake_up_one(&handle->waitq);
}

struct uk_fuse_file *virtiofs_open_file(struct uk_node *node, int writable)
{
	struct virtiofs_handle *handle;

	uk_list_for_each_entry (handle, &virtiofs_of(node)->handles, link)
		if (!writable || (handle->flags & O_ACCMODE) != O_RDONLY)
			return uk_fuse_file_get(handle->file);
	return NULL;
}

int virtiofs_sync(struct uk_file *file, int data_only)
{
	struct uk_node *node = uk_file_node(file);
	struct uk_fuse_file *opened = virtiofs_open_file(node, 1);
	int rc = 0;

	if (!opened)
		opened = virtiofs_open_file(node, 0);
	if (opened)
		rc = uk_fuse_fsync(opened, data_only);
	uk_fuse_file_put(opened);
	return rc;
}
