/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's kernel for lwIP, and its wire. */
#ifndef LWIP_HOST_KERNEL_H
#define LWIP_HOST_KERNEL_H

extern unsigned int kernel_malloc_fails;
unsigned int kernel_random(void);
void kernel_seed(unsigned int s);
void kernel_timers_run(void);

/* The network card: frames go through the socket `fd`; `loss` of 1000 packets are lost; offloads
 * as UK_NETDEV_F_*; address like 10.0.0.1/24. */
void wire_init(int fd, const char *cidr, unsigned int loss, unsigned int features);
/* Waits up to a millisecond for frames. */
void wire_wait(void);
extern unsigned long wire_bad;

#endif /* LWIP_HOST_KERNEL_H */
