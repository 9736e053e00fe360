/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of libraries. */
#include <string.h>
#include <uk/libid.h>

__u16 uk_libid_count(void)
{
	return (__u16)(__stop_uk_libid_table - __start_uk_libid_table);
}

const char *uk_libname(__u16 libid)
{
	return libid < uk_libid_count() ? __start_uk_libid_table[libid].name : NULL;
}

__u16 uk_libid(const char *libname)
{
	for (__u16 i = 0; i < uk_libid_count(); i++)
		if (!strcmp(__start_uk_libid_table[i].name, libname))
			return i;
	return UKLIBID_NONE;
}
