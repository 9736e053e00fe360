/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The managed area: virtual memory from 64 GiB to 64 TiB. It holds what mmap() gives a program,
 * kernel stacks with their guard pages, and device registers. An area is a range with one set of
 * rights and one kind of contents; areas are split and merged as calls require.
 *
 * Context: all functions raise the preemption count themselves, except uk_vmem_fault(). Addresses
 * and lengths are multiples of the page size unless said otherwise; what is not gives -EINVAL.
 * Errors are negative errno values with the meaning that mmap(2) and its relatives give them.
 * Nothing here allocates from ukalloc.
 */
#ifndef UK_VMEM_H
#define UK_VMEM_H

#include <uk/arch/paging.h>

/* Rights, as PROT_* */
#define UK_VMEM_READ  UK_PAGE_READ
#define UK_VMEM_WRITE UK_PAGE_WRITE
#define UK_VMEM_EXEC  UK_PAGE_EXEC

/* How an area is made */
#define UK_VMEM_FIXED     0x01u /* at *addr exactly; what was mapped there goes away */
#define UK_VMEM_NOREPLACE 0x02u /* at *addr exactly; -EEXIST when something is mapped there */
#define UK_VMEM_SHARED    0x04u /* a source's pages themselves rather than private copies */
#define UK_VMEM_NORESERVE 0x08u /* may be larger than the memory that is free now */
#define UK_VMEM_POPULATE  0x10u /* bring all pages in at once, as far as memory reaches */
#define UK_VMEM_NOWRITE   0x20u /* write access can never be given (a source opened for reading) */

/* What fills an area that is not anonymous: a file. obj is the source's own.
 * page() is also called by the page-fault handler, interrupts off: it must not block, and must be
 * prepared to interrupt kernel code other than the frame allocator and ukvmem. */
struct uk_vmem_source {
	/* The frame with page number `page`, valid until unpage(). -ENXIO: beyond the end. */
	int (*page)(void *obj, __u64 page, int write, __paddr_t *frame);
	void (*unpage)(void *obj, __u64 page, __paddr_t frame);
	void (*get)(void *obj); /* one more area refers to it */
	void (*put)(void *obj);
};

/* Prepares the managed area: what may lie anywhere is placed from `begin` on, a multiple of the
 * page size, the lowest first. After the first uk_frame_add(); uses no memory yet. -EINVAL: not in
 * the managed area. */
int uk_vmem_init(__vaddr_t begin);

/*
 * Makes an area of len bytes (rounded up to pages) and stores its address. *addr is a hint, or the
 * place with FIXED or NOREPLACE. source NULL: anonymous, filled with zeroes on first access; else
 * filled from byte `off` of obj. On success with a source, get() has been called.
 * -EINVAL length 0 or misaligned; -ENOMEM; -EEXIST; -EACCES write and execute at once.
 */
int uk_vmem_map(__vaddr_t *addr, __sz len, unsigned int prot, unsigned int flags,
                const struct uk_vmem_source *source, void *obj, __off off);

/* Ranges without areas are fine. -ENOMEM: no memory to split an area; nothing changed. */
int uk_vmem_unmap(__vaddr_t addr, __sz len);

/* -ENOMEM also when part of the range has no area (nothing changed, unlike Linux); -EACCES. */
int uk_vmem_protect(__vaddr_t addr, __sz len, unsigned int prot);

/* Resizes or moves an area as mremap(2): *addr is the old and then the new address. `to` is the
 * required new address with FIXED (the old range is then unmapped), else ignored. */
#define UK_VMEM_MAYMOVE 0x100u
int uk_vmem_remap(__vaddr_t *addr, __sz old_len, __sz new_len, unsigned int flags, __vaddr_t to);

/* Drops the pages of private memory: the next access finds zeroes or the file's contents. -ENOMEM
 * when part of the range has no area (the rest is done); -EINVAL for stacks and devices. */
int uk_vmem_discard(__vaddr_t addr, __sz len);

/* Brings in all pages of the range. -ENOMEM: no area in a part of it, or out of memory. */
int uk_vmem_populate(__vaddr_t addr, __sz len);

/* 0 when areas cover the whole range, -ENOMEM otherwise. */
int uk_vmem_covered(__vaddr_t addr, __sz len);

/* One byte per page: 1 present, 0 not. -ENOMEM when part of the range has no area. */
int uk_vmem_resident(__vaddr_t addr, __sz len, unsigned char *present);

/* A source lost its pages from number `page` on (truncation): mappings of them go away, so that
 * unpage() is called for each and the next access asks the source again. */
void uk_vmem_source_changed(const struct uk_vmem_source *source, void *obj, __u64 page);

/* Device registers, uncached, mapped at once. Any physical address and length; the result has the
 * same offset in its page. NULL when out of memory. */
void *uk_vmem_map_device(__paddr_t paddr, __sz len);
void uk_vmem_unmap_device(void *address, __sz len);

/* A stack of len bytes (a multiple of the page size): the lowest usable address, or NULL when out
 * of memory. An unmapped guard page lies below; mapped at once, contents undefined. The last few
 * that were freed are kept for the next request of the same size. */
void *uk_vmem_stack_alloc(__sz len);
void uk_vmem_stack_free(void *base, __sz len);

/* A block for ukalloc when no adjacent frames are left: len bytes (a multiple of the page size),
 * mapped at once, contents undefined; NULL when out of memory. Its length is kept here. */
void *uk_vmem_block_alloc(__sz len);
void uk_vmem_block_free(void *base);
__sz uk_vmem_block_len(const void *base);

/* The guard page of which stack was hit: its lowest usable address, or 0. For crash reports. */
__vaddr_t uk_vmem_stack_of_guard(__vaddr_t addr);

/*
 * The page-fault handler's question. access: the one right among UK_VMEM_{READ,WRITE,EXEC} that
 * was missing. 0: resolved, execute the instruction again. -EFAULT: no area (SIGSEGV, SEGV_MAPERR);
 * -EACCES: not allowed (SIGSEGV, SEGV_ACCERR); -ENXIO: beyond a file's end (SIGBUS); -ENOMEM.
 * Interrupts off, on an interrupt stack; the interrupted code is neither an interrupt handler nor
 * the frame allocator nor ukvmem (these touch the stack they need beforehand).
 */
int uk_vmem_fault(__vaddr_t addr, unsigned int access);

/* The one address space, for ports that name it. The forms below take any addresses: a range is
 * extended to whole pages. */
struct uk_vas;

#define PAGE_ATTR_PROT_NONE  0x0
#define PAGE_ATTR_PROT_READ  UK_PAGE_READ
#define PAGE_ATTR_PROT_WRITE UK_PAGE_WRITE
#define PAGE_ATTR_PROT_EXEC  UK_PAGE_EXEC

struct uk_vas *uk_vas_get_active(void);
/* uk_vmem_protect(). flags: 0. -EINVAL: another address space. */
int uk_vma_set_attr(struct uk_vas *vas, __vaddr_t vaddr, __sz len, unsigned long attr,
                    unsigned long flags);

#endif /* UK_VMEM_H */
