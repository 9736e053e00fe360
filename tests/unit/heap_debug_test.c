/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * heap_test.c once more with LIBUKALLOC_DEBUG, which adds the cases of misuse: double free, bad
 * free, overflow and underflow each end the process. From the repository's root:
 *
 *   cc -g -fsanitize=address,undefined -DCONFIG_LIBUKALLOC_DEBUG=1 -Itests/unit/stub \
 *      -Iunikraft/include -Iunikraft/lib/base/ukdebug/include -Iunikraft/lib/mem/ukfalloc/include \
 *      -Iunikraft/lib/mem/ukalloc/include tests/unit/heap_debug_test.c \
 *      unikraft/lib/mem/ukfalloc/{buddy,run}.c \
 *      unikraft/lib/mem/ukalloc/{alloc,compat,ifmalloc,ifpages,heap,slab,stats,debug}.c -lcmocka
 */
#include "heap_test.c"
