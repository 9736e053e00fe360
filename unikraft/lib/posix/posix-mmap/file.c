/* SPDX-License-Identifier: BSD-3-Clause */
/* Mapped files: a file as ukvmem's source of pages. */
#include <fcntl.h>
#include <sys/uio.h>
#include <uk/fdtab.h>
#include <uk/file.h>
#include "mmap.h"

/* Shared mappings up to this size are brought in at once, so that a small buffer costs no faults.
 */
#define AHEAD_MAX (256UL << 10)

static int file_page(void *obj, __u64 page, int write, __paddr_t *frame)
{
	struct uk_file *file = obj;

	return file->ops->mmap_page(file, page, write, frame);
}

static void file_unpage(void *obj, __u64 page, __paddr_t frame)
{
	struct uk_file *file = obj;

	if (file->ops->munmap_page)
		file->ops->munmap_page(file, page, frame);
}

static void file_get(void *obj)
{
	uk_file_get(obj);
}

static void file_put(void *obj)
{
	uk_file_put(obj);
}

static const struct uk_vmem_source file_source = {
        .page = file_page,
        .unpage = file_unpage,
        .get = file_get,
        .put = file_put,
};

/* Fills memory from the file until its end. */
static int read_all(struct uk_open_file *of, __vaddr_t addr, __sz len, __off off)
{
	__sz done = 0;

	while (done < len) {
		struct iovec iov = {(void *)(addr + done), len - done};
		__ssz got = of->file->ops->read(of, &iov, 1, off + (__off)done);

		if (got <= 0)
			return (int)got;
		done += (__sz)got;
	}
	return 0;
}

/* For a file that has no pages to map: its contents as they are now. */
static int map_copy(struct uk_open_file *of, __vaddr_t *addr, __sz len, unsigned int prot,
                    unsigned int flags, __off off)
{
	int rc;

	if (flags & UK_VMEM_SHARED || !of->file->ops->read || !of->file->ops->seek)
		return -ENODEV;
	rc = uk_vmem_map(addr, len, UK_VMEM_READ | UK_VMEM_WRITE, flags & ~UK_VMEM_POPULATE, NULL,
	                 NULL, 0);
	if (rc)
		return rc;
	rc = read_all(of, *addr, len, off);
	if (!rc)
		rc = uk_vmem_protect(*addr, len, prot);
	if (rc)
		uk_vmem_unmap(*addr, PAGE_ALIGN_UP(len));
	return rc;
}

static int access_ok(const struct uk_open_file *of, unsigned int prot, unsigned int flags)
{
	unsigned int mode = of->flags & O_ACCMODE;

	if (flags & UK_VMEM_SHARED && prot & UK_VMEM_WRITE && mode != O_RDWR)
		return -EACCES;
	return mode == O_WRONLY ? -EACCES : 0;
}

static int map_open_file(struct uk_open_file *of, __vaddr_t *addr, __sz len, unsigned int prot,
                         unsigned int flags, __off off)
{
	int rc;

	if (of->flags & O_PATH)
		return -EBADF;
	if (!len)
		return -EINVAL;
	if (off < 0 || off + (__off)len < off)
		return -EOVERFLOW;
	rc = access_ok(of, prot, flags);
	if (rc)
		return rc;
	if (!of->file->ops->mmap_page)
		return map_copy(of, addr, len, prot, flags, off);
	if (flags & UK_VMEM_SHARED && (of->flags & O_ACCMODE) != O_RDWR)
		flags |= UK_VMEM_NOWRITE;
	if (flags & UK_VMEM_SHARED && len <= AHEAD_MAX)
		flags |= UK_VMEM_POPULATE;
	return uk_vmem_map(addr, len, prot, flags, &file_source, of->file, off);
}

int mmap_file(__vaddr_t *addr, __sz len, unsigned int prot, unsigned int flags, int fd, __off off)
{
	struct uk_open_file *of = uk_fdtab_get(fd);
	int rc;

	if (!of)
		return -EBADF;
	rc = map_open_file(of, addr, len, prot, flags, off);
	uk_open_file_put(of);
	return rc;
}
