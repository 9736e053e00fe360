/* SPDX-License-Identifier: BSD-3-Clause */
/* Linux timers to wait for. */
#ifndef NOLIBC_SYS_TIMERFD_H
#define NOLIBC_SYS_TIMERFD_H

#include <fcntl.h>
#include <time.h>

#define TFD_NONBLOCK            O_NONBLOCK
#define TFD_CLOEXEC             O_CLOEXEC
#define TFD_TIMER_ABSTIME       1
#define TFD_TIMER_CANCEL_ON_SET 2
#endif
