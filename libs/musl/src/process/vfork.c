/* SPDX-License-Identifier: BSD-3-Clause */
/* There is one process; the call says so. */
#include <unistd.h>
#include "syscall.h"

pid_t vfork(void)
{
	return syscall(SYS_vfork);
}
