/* SPDX-License-Identifier: BSD-3-Clause */
/* Nodes: one per number of the host, as long as somebody uses it. */
#include "virtiofs.h"

static struct uk_list_head *bucket_of(struct virtiofs_super *vs, __u64 id)
{
	return &vs->buckets[(id ^ id >> 6 ^ id >> 12) % BUCKETS];
}

static struct virtiofs_node *find(struct virtiofs_super *vs, __u64 id)
{
	struct virtiofs_node *vn;

	uk_list_for_each_entry (vn, bucket_of(vs, id), bucket)
		if (vn->id == id)
			return vn;
	return NULL;
}

struct virtiofs_node *virtiofs_node_new(void)
{
	return uk_calloc(uk_alloc_get_default(), 1, sizeof(struct virtiofs_node));
}

static const struct uk_file_ops *file_ops(mode_t mode)
{
	if (S_ISREG(mode))
		return &virtiofs_file_ops;
	return S_ISDIR(mode) ? &virtiofs_dir_ops : &virtiofs_other_ops;
}

static void set_up(struct uk_super *super, struct virtiofs_node *vn, __u64 id,
                   const struct uk_fuse_attr *attr)
{
	struct virtiofs_super *vs = super->priv;

	uk_node_init(&vn->node, super, &virtiofs_node_ops, file_ops(attr->mode), attr->ino,
	             attr->mode);
	UK_INIT_LIST_HEAD(&vn->handles);
	vn->id = id;
	uk_list_add(&vn->bucket, bucket_of(vs, id));
	vs->nodes++;
	virtiofs_store(vn, attr, 0);
}

static void forgotten(struct uk_fuse_forget *forget)
{
	uk_free(uk_alloc_get_default(), __containerof(forget, struct virtiofs_node, forget));
}

/* The end of a node's memory: the host hears of it first. */
static void give_back(struct uk_fuse_client *client, struct virtiofs_node *vn, __u64 id,
                      __u64 lookups)
{
	vn->forget = (struct uk_fuse_forget){.node = id, .lookups = lookups, .done = forgotten};
	if (lookups)
		uk_fuse_forget(client, &vn->forget);
	else
		forgotten(&vn->forget);
}

int virtiofs_node_of(struct uk_super *super, const struct uk_fuse_entry *entry, __u64 asked,
                     struct virtiofs_node *fresh, struct uk_node **out)
{
	struct virtiofs_super *vs = super->priv;
	struct virtiofs_node *vn = find(vs, entry->node);

	if (!vn) {
		set_up(super, fresh, entry->node, &entry->attr);
		fresh->lookups = 1;
		*out = &fresh->node;
		return 0;
	}
	/* A number that is still counted cannot become another file. */
	if ((vn->node.mode & S_IFMT) != (entry->attr.mode & S_IFMT)) {
		give_back(vs->client, fresh, entry->node, 1);
		return -EIO;
	}
	vn->lookups++;
	virtiofs_store(vn, &entry->attr, asked);
	uk_free(uk_alloc_get_default(), fresh);
	*out = uk_node_get(&vn->node);
	return 0;
}

int virtiofs_root(struct uk_super *super, const struct uk_fuse_attr *attr)
{
	struct virtiofs_node *vn = virtiofs_node_new();

	if (!vn)
		return -ENOMEM;
	set_up(super, vn, UK_FUSE_ROOT, attr);
	super->root = &vn->node;
	return 0;
}

void virtiofs_release(struct uk_file *file)
{
	struct virtiofs_node *vn = virtiofs_of(uk_file_node(file));
	struct virtiofs_super *vs = virtiofs_super_of(&vn->node);

	uk_list_del(&vn->bucket);
	vs->nodes--;
	uk_free(uk_alloc_get_default(), vn->target);
	uk_node_fini(&vn->node);
	give_back(vs->client, vn, vn->id, vn->lookups);
}

const struct uk_file_ops virtiofs_other_ops = {
        .stat = virtiofs_stat,
        .release = virtiofs_release,
};
