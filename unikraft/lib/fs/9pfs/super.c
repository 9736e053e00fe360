/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting and unmounting a shared folder. */
#include <uk/9p_transport.h>
#include <uk/print.h>
#include "9pfs.h"

#define MAGIC 0x01021997

/* Which folders there are, for people who gave another name. */
static void explain_missing(const char *tag)
{
	struct uk_9p_transport *transport = uk_9p_transport_next(NULL);

	if (!transport) {
		uk_pr_err("the machine has no shared folder (\"%s\" was asked for); start it "
		          "with kraft run -v FOLDER:PATH\n",
		          tag);
		return;
	}
	uk_pr_err("no shared folder has the tag \"%s\"; there are:\n", tag);
	for (; transport; transport = uk_9p_transport_next(transport))
		uk_pr_err("  \"%s\"\n", transport->tag);
}

static int attach(struct uk_super *super, const char *tag, const struct p9fs_options *options)
{
	struct uk_9p_client *client;
	struct uk_9p_fid *fid;
	struct uk_9p_qid qid;
	int rc = uk_9p_client(tag, &client);

	if (rc == -ENODEV)
		explain_missing(tag);
	else if (rc)
		uk_pr_err("\"%s\": the host does not agree on 9P2000.L (%d)\n", tag, rc);
	if (rc)
		return rc;
	rc = uk_9p_attach(client, options->user, options->name, 0, &fid, &qid);
	if (rc)
		return rc;
	if (!(qid.type & UK_9P_QID_DIRECTORY)) {
		uk_9p_fid_put(fid);
		return -ENOTDIR;
	}
	return p9fs_node_of(super, fid, &qid, &super->root);
}

static int p9fs_mount(struct uk_super *super, const char *source, const char *data)
{
	struct p9fs_super *ps = uk_calloc(uk_alloc_get_default(), 1, sizeof(*ps));
	struct p9fs_options options;
	int rc;

	if (!ps)
		return -ENOMEM;
	for (unsigned int i = 0; i < BUCKETS; i++)
		UK_INIT_LIST_HEAD(&ps->buckets[i]);
	super->priv = ps;
	rc = p9fs_options_parse(data, &options);
	if (!rc)
		rc = attach(super, source ? source : "", &options);
	p9fs_options_free(&options);
	if (rc)
		uk_free(uk_alloc_get_default(), ps);
	return rc;
}

/* A node lives only as long as somebody uses it. */
static int p9fs_unmount(struct uk_super *super)
{
	struct p9fs_super *ps = super->priv;

	if (ps->nodes > 1 || super->root->file.refs > 1)
		return -EBUSY;
	uk_node_put(super->root);
	uk_free(uk_alloc_get_default(), ps);
	return 0;
}

static int p9fs_statfs(struct uk_super *super, struct statfs *buf)
{
	struct uk_9p_statfs statfs;
	int rc = uk_9p_statfs(p9fs_of(super->root)->fid, &statfs);

	if (rc)
		return rc;
	buf->f_bsize = buf->f_frsize = statfs.block_size;
	buf->f_blocks = statfs.blocks;
	buf->f_bfree = statfs.free;
	buf->f_bavail = statfs.available;
	buf->f_files = statfs.files;
	buf->f_ffree = statfs.files_free;
	buf->f_namelen = MIN(statfs.name_max, (__u32)UK_NAME_MAX);
	return 0;
}

struct uk_fs uk_9pfs = {
        .name = "9pfs",
        .magic = MAGIC,
        .mount = p9fs_mount,
        .unmount = p9fs_unmount,
        .statfs = p9fs_statfs,
};

struct uk_fs uk_9p = {
        .name = "9p",
        .magic = MAGIC,
        .mount = p9fs_mount,
        .unmount = p9fs_unmount,
        .statfs = p9fs_statfs,
};
