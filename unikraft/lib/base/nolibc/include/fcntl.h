/* SPDX-License-Identifier: BSD-3-Clause */
/* Access modes of files, which devices use to say what they allow. */
#ifndef _FCNTL_H
#define _FCNTL_H

#define O_RDONLY  0
#define O_WRONLY  1
#define O_RDWR    2
#define O_ACCMODE 3

#endif /* _FCNTL_H */
