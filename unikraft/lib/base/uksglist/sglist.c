/* SPDX-License-Identifier: BSD-3-Clause */
/* Lists of physically contiguous pieces. */
#include <errno.h>
#include <uk/arch/limits.h>
#include <uk/plat/memory.h>
#include <uk/sglist.h>

void uk_sglist_init(struct uk_sglist *sg, uint16_t nsegs, struct uk_sglist_seg *segs)
{
	*sg = (struct uk_sglist){.sg_segs = segs, .sg_maxseg = nsegs};
}

void uk_sglist_reset(struct uk_sglist *sg)
{
	sg->sg_nseg = 0;
}

int uk_sglist_append_phys(struct uk_sglist *sg, __paddr_t paddr, __sz len)
{
	struct uk_sglist_seg *last = sg->sg_nseg ? &sg->sg_segs[sg->sg_nseg - 1] : NULL;

	if (!len)
		return 0;
	if (last && last->ss_paddr + last->ss_len == paddr) {
		last->ss_len += len;
		return 0;
	}
	if (sg->sg_nseg == sg->sg_maxseg)
		return -EFBIG;
	sg->sg_segs[sg->sg_nseg++] = (struct uk_sglist_seg){paddr, len};
	return 0;
}

int uk_sglist_append(struct uk_sglist *sg, void *buf, __sz len)
{
	uint16_t segments = sg->sg_nseg;
	__sz last = segments ? sg->sg_segs[segments - 1].ss_len : 0;
	char *at = buf;

	/* Pages need not lie beside one another in physical memory. */
	while (len) {
		__sz part = MIN(len, __PAGE_SIZE - ((__uptr)at & ~__PAGE_MASK));
		int rc = uk_sglist_append_phys(sg, ukplat_virt_to_phys(at), part);

		if (rc) {
			sg->sg_nseg = segments;
			if (segments)
				sg->sg_segs[segments - 1].ss_len = last;
			return rc;
		}
		at += part;
		len -= part;
	}
	return 0;
}

__sz uk_sglist_length(const struct uk_sglist *sg)
{
	__sz total = 0;
	uint16_t i;

	for (i = 0; i < sg->sg_nseg; i++)
		total += sg->sg_segs[i].ss_len;
	return total;
}
