/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names that are remembered. Each keeps its node alive, and with it a file of the host, and its
 * directory, whose number would otherwise come back as another's; the oldest make room for new
 * ones, and all go when the file system does.
 */
#include <uk/essentials.h>
#include <uk/plat/time.h>
#include "virtiofs.h"

struct remembered {
	struct uk_list_head bucket, age;
	struct uk_node *dir;  /* a reference */
	struct uk_node *node; /* a reference; NULL: there is no such file */
	__nsec until;
	__sz len;
	char name[];
};

static struct uk_list_head *bucket_of(struct uk_node *dir, const char *name, __sz len)
{
	__u64 hash = virtiofs_of(dir)->id * 31;

	for (__sz i = 0; i < len; i++)
		hash = (hash ^ (__u8)name[i]) * 0x100000001b3ul;
	return &virtiofs_super_of(dir)->names[(hash ^ hash >> 32) % BUCKETS];
}

static struct remembered *find(struct uk_node *dir, const char *name, __sz len)
{
	struct remembered *r;

	uk_list_for_each_entry (r, bucket_of(dir, name, len), bucket)
		if (r->dir == dir && r->len == len && !memcmp(r->name, name, len))
			return r;
	return NULL;
}

static void drop(struct virtiofs_super *vs, struct remembered *r)
{
	uk_list_del(&r->bucket);
	uk_list_del(&r->age);
	vs->name_count--;
	uk_node_put(r->node);
	uk_node_put(r->dir);
	uk_free(uk_alloc_get_default(), r);
}

int virtiofs_name_find(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct virtiofs_super *vs = virtiofs_super_of(dir);
	struct remembered *r = find(dir, name, len);
	__nsec now;

	if (!r)
		return 0;
	now = ukplat_monotonic_clock();
	/* Who finds a file also wants to know its mode. */
	if (now >= r->until || (r->node && now >= virtiofs_of(r->node)->attr_until)) {
		drop(vs, r);
		return 0;
	}
	*out = r->node ? uk_node_get(r->node) : NULL;
	return 1;
}

void virtiofs_name_add(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
                       __nsec valid)
{
	struct virtiofs_super *vs = virtiofs_super_of(dir);
	struct remembered *r = find(dir, name, len);

	if (r)
		drop(vs, r);
	if (!valid)
		return;
	r = uk_malloc(uk_alloc_get_default(), sizeof(*r) + len);
	if (!r)
		return;
	*r = (struct remembered){.dir = uk_node_get(dir),
	                         .node = node ? uk_node_get(node) : NULL,
	                         .until = ukplat_monotonic_clock() + valid,
	                         .len = len};
	memcpy(r->name, name, len);
	if (vs->name_count == ENTRIES_MAX)
		drop(vs, uk_list_first_entry(&vs->names_by_age, struct remembered, age));
	uk_list_add(&r->bucket, bucket_of(dir, name, len));
	uk_list_add_tail(&r->age, &vs->names_by_age);
	vs->name_count++;
}

void virtiofs_name_drop(struct uk_node *dir, const char *name, __sz len)
{
	struct virtiofs_super *vs = virtiofs_super_of(dir);
	struct remembered *r = find(dir, name, len);

	vs->name_changes++;
	if (r)
		drop(vs, r);
}

void virtiofs_names_drop_all(struct virtiofs_super *vs)
{
	while (!uk_list_empty(&vs->names_by_age))
		drop(vs, uk_list_first_entry(&vs->names_by_age, struct remembered, age));
}
