/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting and unmounting a shared folder. */
#include <uk/fuse_transport.h>
#include <uk/print.h>
#include "virtiofs.h"

#define MAGIC 0x65735546

/* Which folders there are, for people who gave another name. */
static void explain_missing(const char *tag)
{
	struct uk_fuse_transport *transport = uk_fuse_transport_next(NULL);

	if (!transport) {
		uk_pr_err("the machine has no shared folder (\"%s\" was asked for); start it "
		          "with kraft run -v FOLDER:PATH:virtiofs\n",
		          tag);
		return;
	}
	uk_pr_err("no shared folder has the tag \"%s\"; there are:\n", tag);
	for (; transport; transport = uk_fuse_transport_next(transport))
		uk_pr_err("  \"%s\"\n", transport->tag);
}

static int attach(struct uk_super *super, const char *tag)
{
	struct virtiofs_super *vs = super->priv;
	struct uk_fuse_attr attr;
	int rc = uk_fuse_client(tag, &vs->client);

	if (rc == -ENODEV)
		explain_missing(tag);
	else if (rc)
		uk_pr_err("\"%s\": the host does not agree on FUSE 7.31 (%d)\n", tag, rc);
	if (rc)
		return rc;
	rc = uk_fuse_getattr(vs->client, UK_FUSE_ROOT, NULL, &attr);
	if (rc)
		return rc;
	return S_ISDIR(attr.mode) ? virtiofs_root(super, &attr) : -ENOTDIR;
}

static int virtiofs_mount(struct uk_super *super, const char *source, const char *data)
{
	struct virtiofs_super *vs;
	int rc = virtiofs_options_check(data);

	if (rc)
		return rc;
	vs = uk_calloc(uk_alloc_get_default(), 1, sizeof(*vs));
	if (!vs)
		return -ENOMEM;
	for (unsigned int i = 0; i < BUCKETS; i++) {
		UK_INIT_LIST_HEAD(&vs->buckets[i]);
		UK_INIT_LIST_HEAD(&vs->names[i]);
	}
	UK_INIT_LIST_HEAD(&vs->names_by_age);
	super->priv = vs;
	rc = attach(super, source ? source : "");
	if (rc)
		uk_free(uk_alloc_get_default(), vs);
	return rc;
}

/* A node lives only as long as somebody uses it, or as its name is remembered. */
static int virtiofs_unmount(struct uk_super *super)
{
	struct virtiofs_super *vs = super->priv;

	virtiofs_names_drop_all(vs);
	if (vs->nodes > 1 || super->root->file.refs > 1)
		return -EBUSY;
	uk_node_put(super->root);
	uk_free(uk_alloc_get_default(), vs);
	return 0;
}

static int virtiofs_statfs(struct uk_super *super, struct statfs *buf)
{
	struct uk_fuse_statfs statfs;
	int rc = uk_fuse_statfs(virtiofs_client_of(super->root), UK_FUSE_ROOT, &statfs);

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

struct uk_fs uk_virtiofs = {
        .name = "virtiofs",
        .magic = MAGIC,
        .mount = virtiofs_mount,
        .unmount = virtiofs_unmount,
        .statfs = virtiofs_statfs,
};
