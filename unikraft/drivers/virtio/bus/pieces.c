/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory as a device sees it. */
#include <errno.h>
#include <uk/arch/limits.h>
#include <uk/plat/memory.h>
#include <uk/virtio_pieces.h>

void uk_virtio_pieces_add(struct uk_virtio_pieces *p, const void *base, __sz len)
{
	const __u8 *at = base;

	while (len) {
		__paddr_t address = ukplat_virt_to_phys(at);
		__sz here = ukplat_is_permanent(at, len)
		                    ? len
		                    : MIN(len, __PAGE_SIZE - (__uptr)at % __PAGE_SIZE);

		if (address == __PADDR_MAX || p->count == UK_VIRTIO_PIECES_MAX) {
			p->rc = -EIO;
			return;
		}
		p->piece[p->count++] = (struct uk_virtq_piece){address, (__u32)here};
		at += here;
		len -= here;
	}
}

int uk_virtio_reaches(const void *base, __sz len)
{
	return ukplat_is_permanent(base, len);
}
