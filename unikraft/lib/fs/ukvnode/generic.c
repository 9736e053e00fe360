/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations that stand for others, types of files. */
#include "ukvnode.h"

int vfscore_vop_nullop()
{
	return 0;
}

int vfscore_vop_einval()
{
	return EINVAL;
}

int vfscore_vop_eperm()
{
	return EPERM;
}

int vfscore_vop_erofs()
{
	return EROFS;
}

int vfscore_nullop()
{
	return 0;
}

int vn_is_absent(vn_any_fn op)
{
	return !op || op == (vn_any_fn)vfscore_vop_nullop;
}

int vn_is_refused(vn_any_fn op)
{
	return vn_is_absent(op) || op == (vn_any_fn)vfscore_vop_einval;
}

/* By the four type bits of a mode. */
const enum vtype iftovt_tab[16] = {VNON, VFIFO, VCHR, VNON, VDIR,  VNON, VBLK, VNON,
                                   VREG, VNON,  VLNK, VNON, VSOCK, VNON, VNON, VBAD};
const mode_t vttoif_tab[9] = {0, S_IFREG, S_IFDIR, S_IFBLK, S_IFCHR, S_IFLNK, S_IFSOCK, S_IFIFO, 0};
