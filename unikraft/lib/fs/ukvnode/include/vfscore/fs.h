/* SPDX-License-Identifier: BSD-3-Clause */
/* Open flags as vfscore_file.f_flags has them: one bit for reading and one for writing, instead of
 * open(2)'s number. The other bits are the same. */
#ifndef VFSCORE_FS_H
#define VFSCORE_FS_H

#include <fcntl.h>
#include <sys/stat.h>

#define UK_FREAD  0x00000001
#define UK_FWRITE 0x00000002

#define UK_ALLPERMS (S_ISUID | S_ISGID | S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO)

/* From open(2)'s flags, and back. */
static inline int vfscore_fflags(int oflags)
{
	return (oflags & ~3) | ((oflags & 3) + 1);
}

static inline int vfscore_oflags(int fflags)
{
	return (fflags & ~3) | ((fflags & 3) - 1);
}

#endif /* VFSCORE_FS_H */
