/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP and the sockets as a host program. */
#define CONFIG_LWIP_IPV6                1
#define CONFIG_LIBUKDEBUG_ENABLE_ASSERT 1
#define CONFIG_LIBUKDEBUG_PRINTK_INFO   1
#define CONFIG_UK_NETDEV_SCRATCH_SIZE   0
#define CONFIG_LWIP_DEBUG               1
