/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files: the host's open file behind each of ours. */
#include <uk/wait.h>
#include "9pfs.h"

#ifndef O_LARGEFILE
#define O_LARGEFILE 0100000
#endif
/* The flags that mean something to the host. Blocking is decided here, direct access asks for
 * aligned memory, which ours need not be at the host. */
#define PASSED (O_ACCMODE | O_APPEND | O_DSYNC | O_SYNC | O_DIRECTORY | O_NOATIME)

static struct p9fs_handle *handle_new(unsigned int flags)
{
	struct p9fs_handle *handle = uk_calloc(uk_alloc_get_default(), 1, sizeof(*handle));

	if (!handle)
		return NULL;
	handle->flags = flags;
	uk_waitq_init(&handle->waitq);
	UK_INIT_LIST_HEAD(&handle->link);
	return handle;
}

static void handle_free(struct p9fs_handle *handle)
{
	uk_list_del(&handle->link);
	uk_9p_fid_put(handle->fid);
	uk_free(uk_alloc_get_default(), handle->entries);
	uk_free(uk_alloc_get_default(), handle);
}

/* Another fid of the node's file, to be opened. */
static int clone(struct uk_node *node, struct uk_9p_fid **out)
{
	struct uk_9p_fid *fid = uk_9p_fid_get(p9fs_of(node)->fid);
	int rc = uk_9p_walk(fid, NULL, 0, out, NULL);

	uk_9p_fid_put(fid);
	return rc;
}

static int open_clone(struct uk_node *node, unsigned int flags, struct uk_9p_fid **out)
{
	struct uk_9p_fid *fid;
	int rc = clone(node, &fid);

	if (rc)
		return rc;
	rc = uk_9p_open(fid, (flags & PASSED) | O_LARGEFILE);
	if (rc)
		uk_9p_fid_put(fid);
	else
		*out = fid;
	return rc;
}

int p9fs_open(struct uk_node *node, unsigned int flags, void **out)
{
	struct p9fs_handle *handle = handle_new(flags);
	int rc;

	if (!handle)
		return -ENOMEM;
	rc = open_clone(node, flags, &handle->fid);
	if (rc) {
		handle_free(handle);
		return rc;
	}
	uk_list_add_tail(&handle->link, &p9fs_of(node)->handles);
	*out = handle;
	return 0;
}

int p9fs_create_open(struct uk_node *dir, const char *name, __sz len, mode_t mode,
                     unsigned int flags, struct uk_node **out, void **out_handle)
{
	struct p9fs_handle *handle = handle_new(flags);
	int rc;

	if (!handle)
		return -ENOMEM;
	rc = clone(dir, &handle->fid);
	if (!rc)
		rc = uk_9p_create(handle->fid, name, len,
		                  (flags & PASSED & ~O_DIRECTORY) | O_LARGEFILE | O_CREAT | O_EXCL,
		                  mode & 07777, 0);
	p9fs_changed(dir);
	if (!rc)
		rc = p9fs_lookup(dir, name, len, out);
	if (rc) {
		handle_free(handle);
		return rc;
	}
	if (!S_ISREG((*out)->mode)) { /* somebody else's file has the name by now */
		uk_node_put(*out);
		handle_free(handle);
		return -ESTALE;
	}
	uk_list_add_tail(&handle->link, &p9fs_of(*out)->handles);
	*out_handle = handle;
	return 0;
}

void p9fs_closed(struct uk_open_file *of)
{
	if (of->handle)
		handle_free(of->handle);
	of->handle = NULL;
}

int p9fs_follow_flags(struct uk_open_file *of)
{
	struct p9fs_handle *handle = of->handle;
	struct uk_9p_fid *fid;
	int rc;

	if (!((of->flags ^ handle->flags) & O_APPEND))
		return 0;
	rc = open_clone(uk_file_node(of->file), of->flags, &fid);
	if (rc)
		return rc;
	uk_9p_fid_put(handle->fid);
	handle->fid = fid;
	handle->flags = of->flags;
	return 0;
}

void p9fs_lock(struct p9fs_handle *handle)
{
	uk_waitq_wait_event(&handle->waitq, !handle->busy);
	handle->busy = 1;
}

void p9fs_unlock(struct p9fs_handle *handle)
{
	handle->busy = 0;
	uk_waitq_wake_up_one(&handle->waitq);
}

struct uk_9p_fid *p9fs_open_fid(struct uk_node *node)
{
	struct p9fs_handle *handle, *best = NULL;

	uk_list_for_each_entry (handle, &p9fs_of(node)->handles, link)
		if (!best || (handle->flags & O_ACCMODE) != O_RDONLY)
			best = handle;
	return best ? uk_9p_fid_get(best->fid) : NULL;
}

int p9fs_sync(struct uk_file *file, int data_only)
{
	struct uk_9p_fid *fid = p9fs_open_fid(uk_file_node(file));
	int rc = 0;

	if (fid)
		rc = uk_9p_fsync(fid, data_only);
	uk_9p_fid_put(fid);
	return rc;
}
