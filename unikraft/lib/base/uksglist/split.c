/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists made of other lists. */
#include <errno.h>
#include <string.h>
#include <uk/alloc.h>
#include <uk/plat/memory.h>
#include <uk/sglist.h>

/* What an unsuccessful call puts back. */
struct saved {
	uint16_t segments;
	__sz last;
};

static struct saved save(const struct uk_sglist *sg)
{
	return (struct saved){sg->sg_nseg, sg->sg_nseg ? sg->sg_segs[sg->sg_nseg - 1].ss_len : 0};
}

static void restore(struct uk_sglist *sg, struct saved saved)
{
	sg->sg_nseg = saved.segments;
	if (saved.segments)
		sg->sg_segs[saved.segments - 1].ss_len = saved.last;
}

int uk_sglist_append_sglist(struct uk_sglist *sg, const struct uk_sglist *source, __sz offset,
                            __sz length)
{
	__sz total = uk_sglist_length(source);
	struct saved saved = save(sg);

	if (!length || offset > total || length > total - offset)
		return -EINVAL;
	for (uint16_t i = 0; length; i++) {
		const struct uk_sglist_seg *seg = &source->sg_segs[i];
		__sz part;
		int rc;

		if (offset >= seg->ss_len) {
			offset -= seg->ss_len;
			continue;
		}
		part = MIN(length, seg->ss_len - offset);
		rc = uk_sglist_append_phys(sg, seg->ss_paddr + offset, part);
		if (rc) {
			restore(sg, saved);
			return rc;
		}
		offset = 0;
		length -= part;
	}
	return 0;
}

int uk_sglist_join(struct uk_sglist *first, struct uk_sglist *second)
{
	__sz length = uk_sglist_length(second);
	int rc = length ? uk_sglist_append_sglist(first, second, 0, length) : 0;

	if (!rc)
		uk_sglist_reset(second);
	return rc;
}

int uk_sglist_slice(struct uk_sglist *original, struct uk_sglist **slice, struct uk_alloc *a,
                    __sz offset, __sz length)
{
	struct uk_sglist *sg = *slice;
	int rc;

	if (sg && sg->sg_nseg)
		return -EINVAL;
	if (!sg)
		sg = uk_sglist_alloc(a, original->sg_nseg);
	if (!sg)
		return -ENOMEM;
	rc = uk_sglist_append_sglist(sg, original, offset, length);
	if (!rc)
		*slice = sg;
	else if (!*slice)
		uk_sglist_free(sg, a);
	return rc;
}

/* Takes bytes off the start of a list that has them. */
static void drop(struct uk_sglist *sg, __sz length)
{
	uint16_t whole = 0;

	while (length && length >= sg->sg_segs[whole].ss_len)
		length -= sg->sg_segs[whole++].ss_len;
	sg->sg_nseg -= whole;
	memmove(sg->sg_segs, sg->sg_segs + whole, sg->sg_nseg * sizeof(*sg->sg_segs));
	if (length) {
		sg->sg_segs[0].ss_paddr += length;
		sg->sg_segs[0].ss_len -= length;
	}
}

int uk_sglist_split(struct uk_sglist *original, struct uk_sglist **head, struct uk_alloc *a,
                    __sz length)
{
	int rc = uk_sglist_slice(original, head, a, 0, length);

	if (!rc)
		drop(original, length);
	return rc;
}

struct uk_sglist *uk_sglist_alloc(struct uk_alloc *a, int nsegs)
{
	struct uk_sglist *sg;

	if (nsegs < 0 || nsegs > UINT16_MAX)
		return NULL;
	sg = uk_malloc(a, sizeof(*sg) + (__sz)nsegs * sizeof(struct uk_sglist_seg));
	if (sg)
		uk_sglist_init(sg, (uint16_t)nsegs, (struct uk_sglist_seg *)(sg + 1));
	return sg;
}

void uk_sglist_free(struct uk_sglist *sg, struct uk_alloc *a)
{
	uk_free(a, sg);
}

int uk_sglist_count(void *buf, __sz len)
{
	__paddr_t next = 0;
	char *at = buf;
	int count = 0;

	while (len) {
		__sz part = MIN(len, __PAGE_SIZE - ((__uptr)at & ~__PAGE_MASK));
		__paddr_t paddr = ukplat_virt_to_phys(at);

		count += !count || paddr != next;
		next = paddr + part;
		at += part;
		len -= part;
	}
	return count;
}
