/* SPDX-License-Identifier: BSD-3-Clause */
/* For images without a complete libc: sysconf(), getpagesize(), gethostname(). Names have the
 * numbers that libcs for Linux give them. */
#include <errno.h>
#include <string.h>
#include <uk/arch/limits.h>
#include <uk/arch/types.h>
#include <uk/frame.h>
#include <uk/hostname.h>

#define NAME_CLK_TCK          2
#define NAME_OPEN_MAX         4
#define NAME_VERSION          29
#define NAME_PAGESIZE         30
#define NAME_IOV_MAX          60
#define NAME_NPROCESSORS_CONF 83
#define NAME_NPROCESSORS_ONLN 84
#define NAME_PHYS_PAGES       85
#define NAME_AVPHYS_PAGES     86
#define NAME_HOST_NAME_MAX    180

long sysconf(int name);
int getpagesize(void);
int gethostname(char *name, __sz len);

long sysconf(int name)
{
	switch (name) {
	case NAME_CLK_TCK:
		return 100;
	case NAME_OPEN_MAX:
	case NAME_IOV_MAX:
		return 1024;
	case NAME_VERSION:
		return 200809L;
	case NAME_PAGESIZE:
		return __PAGE_SIZE;
	case NAME_NPROCESSORS_CONF:
	case NAME_NPROCESSORS_ONLN:
		return 1;
	case NAME_PHYS_PAGES:
		return (long)uk_frame_total();
	case NAME_AVPHYS_PAGES:
		return (long)uk_frame_available();
	case NAME_HOST_NAME_MAX:
		return UK_HOSTNAME_MAX;
	default:
		errno = EINVAL;
		return -1;
	}
}

int getpagesize(void)
{
	return __PAGE_SIZE;
}

int gethostname(char *name, __sz len)
{
	__sz need = strlen(uk_hostname()) + 1;

	memcpy(name, uk_hostname(), need < len ? need : len);
	if (need <= len)
		return 0;
	errno = ENAMETOOLONG;
	return -1;
}
