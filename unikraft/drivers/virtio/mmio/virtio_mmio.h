/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the boot command line says that virtio devices are.
 */
#ifndef __VIRTIO_MMIO_H__
#define __VIRTIO_MMIO_H__

#include <uk/arch/types.h>

struct virtio_mmio_place {
	__u64 size;
	__u64 address;
	__u32 irq;
};

/*
 * Finds the next word `virtio_mmio.device=SIZE@ADDRESS:INTERRUPT[:ID]` of the text; SIZE may end in
 * K or M, numbers may be hexadecimal (0x). Words that are malformed are skipped. 1: found; 0: no
 * more. *rest moves on.
 */
int virtio_mmio_place_next(const char **rest, struct virtio_mmio_place *place);

#endif /* __VIRTIO_MMIO_H__ */
