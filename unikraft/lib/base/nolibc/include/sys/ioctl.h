/* SPDX-License-Identifier: BSD-3-Clause */
/* Requests to devices, with the values of Linux. */
#ifndef NOLIBC_SYS_IOCTL_H
#define NOLIBC_SYS_IOCTL_H

/* A request by direction, group, number and the type that travels. */
#define _IOC(direction, group, number, size) \
	(((direction) << 30) | ((size) << 16) | ((group) << 8) | (number))
#define _IO(group, number)         _IOC(0U, (group), (number), 0U)
#define _IOW(group, number, type)  _IOC(1U, (group), (number), (unsigned int)sizeof(type))
#define _IOR(group, number, type)  _IOC(2U, (group), (number), (unsigned int)sizeof(type))
#define _IOWR(group, number, type) _IOC(3U, (group), (number), (unsigned int)sizeof(type))

#define TCGETS     0x5401
#define TCSETS     0x5402
#define TCSETSW    0x5403
#define TCSETSF    0x5404
#define TCSBRK     0x5409
#define TCXONC     0x540A
#define TCFLSH     0x540B
#define TIOCEXCL   0x540C
#define TIOCNXCL   0x540D
#define TIOCSCTTY  0x540E
#define TIOCGPGRP  0x540F
#define TIOCSPGRP  0x5410
#define TIOCOUTQ   0x5411
#define TIOCGWINSZ 0x5413
#define TIOCSWINSZ 0x5414
#define FIONREAD   0x541B
#define TIOCINQ    FIONREAD
#define FIONBIO    0x5421
#define TIOCNOTTY  0x5422
#define TCSBRKP    0x5425
#define TIOCGSID   0x5429
#define FIONCLEX   0x5450
#define FIOCLEX    0x5451
#define FIOASYNC   0x5452

#define SIOCATMARK     0x8905
#define SIOCGIFNAME    0x8910
#define SIOCGIFCONF    0x8912
#define SIOCGIFFLAGS   0x8913
#define SIOCSIFFLAGS   0x8914
#define SIOCGIFADDR    0x8915
#define SIOCSIFADDR    0x8916
#define SIOCGIFDSTADDR 0x8917
#define SIOCGIFBRDADDR 0x8919
#define SIOCGIFNETMASK 0x891b
#define SIOCSIFNETMASK 0x891c
#define SIOCGIFMETRIC  0x891d
#define SIOCGIFMTU     0x8921
#define SIOCGIFHWADDR  0x8927
#define SIOCGIFINDEX   0x8933

struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};

#ifdef __cplusplus
extern "C" {
#endif
int ioctl(int fd, int request, ...);
#ifdef __cplusplus
}
#endif
#endif
