/* SPDX-License-Identifier: BSD-3-Clause */
/* One library's entry; the build compiles this for each. */
#include <uk/libid.h>

#define ENTRY(libname)  ENTRY_(libname)
#define ENTRY_(libname) uk_libid_of_##libname

extern const struct uk_libid_entry ENTRY(__LIBNAME__);
const struct uk_libid_entry __used __align(8) __section("uk_libid_table")
        ENTRY(__LIBNAME__) = {STRINGIFY(__LIBNAME__)};
