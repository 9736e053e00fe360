/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's name as uname() and gethostname() tell it; "unikraft" at first. */
#ifndef UK_HOSTNAME_H
#define UK_HOSTNAME_H

#include <uk/arch/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define UK_HOSTNAME_MAX 64

/* len bytes without a NUL. 0, or -EINVAL when it is longer than UK_HOSTNAME_MAX. */
int uk_hostname_set(const char *name, __sz len);
int uk_domainname_set(const char *name, __sz len);
/* The current name, terminated; valid until the next change. */
const char *uk_hostname(void);

#ifdef __cplusplus
}
#endif

#endif /* UK_HOSTNAME_H */
