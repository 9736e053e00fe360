/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices, as their drivers announce them.
 */
#ifndef __UK_NETDEV_DRIVER_H__
#define __UK_NETDEV_DRIVER_H__

#include <uk/netdev_core.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Announces a device. `dev` must live for ever, with `ops`, `tx_one`, `rx_one` filled in; tx_queue
 * without tx_flush is an error. `a` is unused (the interface is upstream's). Returns the device's
 * number, or -EINVAL.
 */
int uk_netdev_drv_register(struct uk_netdev *dev, struct uk_alloc *a, const char *drv_name);

#ifdef __cplusplus
}
#endif

#endif /* __UK_NETDEV_DRIVER_H__ */
