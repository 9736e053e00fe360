/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: one per file number of the host, as long as somebody uses it. */
#include "9pfs.h"

static struct uk_list_head *bucket_of(struct uk_super *super, __u64 path)
{
	struct p9fs_super *ps = super->priv;

	return &ps->buckets[(path ^ path >> 6 ^ path >> 12) % BUCKETS];
}

static mode_t type_of(const struct uk_9p_qid *qid)
{
	if (qid->type & UK_9P_QID_DIRECTORY)
		return S_IFDIR;
	return qid->type & UK_9P_QID_SYMLINK ? S_IFLNK : 0;
}

static struct p9fs_node *find(struct uk_super *super, __u64 path)
{
	struct p9fs_node *pn;

	uk_list_for_each_entry (pn, bucket_of(super, path), bucket)
		if (pn->node.ino == path)
			return pn;
	return NULL;
}

/* Whether a live node is still the file that the host has under this number now. */
static int is_same(const struct p9fs_node *pn, mode_t type)
{
	mode_t have = pn->node.mode & S_IFMT;

	return type ? have == type : have != S_IFDIR && have != S_IFLNK;
}

static struct p9fs_node *node_new(struct uk_super *super, __u64 path, mode_t mode)
{
	struct p9fs_node *pn = uk_calloc(uk_alloc_get_default(), 1, sizeof(*pn));
	struct p9fs_super *ps = super->priv;
	const struct uk_file_ops *fops = &p9fs_other_ops;

	if (!pn)
		return NULL;
	if (S_ISREG(mode))
		fops = &p9fs_file_ops;
	else if (S_ISDIR(mode))
		fops = &p9fs_dir_ops;
	uk_node_init(&pn->node, super, &p9fs_node_ops, fops, path, mode);
	UK_INIT_LIST_HEAD(&pn->handles);
	uk_list_add(&pn->bucket, bucket_of(super, path));
	ps->nodes++;
	return pn;
}

static int usable_type(__u32 mode)
{
	return S_ISREG(mode) || S_ISFIFO(mode) || S_ISSOCK(mode) || S_ISCHR(mode) || S_ISBLK(mode);
}

/* A new node. Directories and links are known by their type; what else there is must be asked. */
static int make(struct uk_super *super, struct uk_9p_fid *fid, const struct uk_9p_qid *qid,
                struct p9fs_node **out)
{
	struct uk_9p_attr attr = {0};
	mode_t mode = type_of(qid);
	struct p9fs_node *pn;
	int rc;

	if (!mode) {
		rc = uk_9p_getattr(fid, &attr);
		if (rc)
			return rc;
		if (!usable_type(attr.mode))
			return -EIO;
		/* Another thread may have been quicker. */
		pn = find(super, qid->path);
		if (pn && is_same(pn, 0)) {
			uk_node_get(&pn->node);
			*out = pn;
			return 0;
		}
	}
	pn = node_new(super, qid->path, mode ? mode | 0777 : attr.mode);
	if (!pn)
		return -ENOMEM;
	if (mode)
		pn->incomplete = 1;
	else
		p9fs_store(pn, &attr);
	*out = pn;
	return 0;
}

int p9fs_node_of(struct uk_super *super, struct uk_9p_fid *fid, const struct uk_9p_qid *qid,
                 struct uk_node **out)
{
	struct p9fs_node *pn = find(super, qid->path);
	int rc;

	if (pn && !is_same(pn, type_of(qid))) {
		/* The number belongs to another file now; who has the old one keeps it. */
		uk_list_del_init(&pn->bucket);
		pn = NULL;
	}
	if (pn) {
		uk_node_get(&pn->node);
	} else {
		rc = make(super, fid, qid, &pn);
		if (rc) {
			uk_9p_fid_put(fid);
			return rc;
		}
	}
	uk_9p_fid_put(pn->fid);
	pn->fid = fid;
	*out = &pn->node;
	return 0;
}

void p9fs_release(struct uk_file *file)
{
	struct p9fs_node *pn = p9fs_of(uk_file_node(file));
	struct p9fs_super *ps = pn->node.super->priv;

	uk_list_del(&pn->bucket);
	ps->nodes--;
	uk_9p_fid_put(pn->fid);
	uk_free(uk_alloc_get_default(), pn->target);
	uk_node_fini(&pn->node);
	uk_free(uk_alloc_get_default(), pn);
}

const struct uk_file_ops p9fs_other_ops = {
        .stat = p9fs_stat,
        .release = p9fs_release,
};
