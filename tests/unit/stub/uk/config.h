/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests: the options under which micro-libraries are compiled there. */
#define CONFIG_LIBUKDEBUG_ENABLE_ASSERT 1
#define CONFIG_LIBUKALLOC_IFMALLOC      1
#define CONFIG_LIBUKALLOC_IFSTATS       1
