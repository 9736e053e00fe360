/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The libraries of this image: numbers from 0 to uk_libid_count() - 1, the same in each run of the
 * image and different in the next one that is built. A library that the build makes an archive of
 * (musl) has a number only when somebody names it with uk_libid_static(). Any context.
 */
#ifndef UK_LIBID_H
#define UK_LIBID_H

#include <uk/essentials.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UKLIBID_NONE ((__u16)0xffff)

struct uk_libid_entry {
	const char *name;
};

extern const struct uk_libid_entry __start_uk_libid_table[], __stop_uk_libid_table[];

/* The number of a library: its name without quotation marks. It must be in the image. */
#define uk_libid_static(libname) UK_LIBID_OF_(libname)
#define UK_LIBID_OF_(libname)    UK_LIBID_OF__(uk_libid_of_##libname)
#define UK_LIBID_OF__(symbol)                              \
	({                                                 \
		extern const struct uk_libid_entry symbol; \
		(__u16)(&(symbol)-__start_uk_libid_table); \
	})

/* Of the library that this is compiled for. */
#ifdef __LIBNAME__
#define uk_libid_self() uk_libid_static(__LIBNAME__)
#else
#define uk_libid_self() UKLIBID_NONE
#endif

__u16 uk_libid_count(void);

/* The name, or NULL; the number, or UKLIBID_NONE. */
const char *uk_libname(__u16 libid);
__u16 uk_libid(const char *libname);

#ifdef __cplusplus
}
#endif

#endif /* UK_LIBID_H */
