/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of local sockets. */
#ifndef NOLIBC_SYS_UN_H
#define NOLIBC_SYS_UN_H

#include <sys/socket.h>

struct sockaddr_un {
	sa_family_t sun_family;
	char sun_path[108];
};
#endif
