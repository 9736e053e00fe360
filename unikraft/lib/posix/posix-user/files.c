/* SPDX-License-Identifier: BSD-3-Clause */
/* The users and groups that every Linux system has: programs look them up by name, to give up
 * privileges or to find a home. */
#include <uk/config.h>
#include <uk/vfs.h>

#define UID STRINGIFY(CONFIG_LIBPOSIX_USER_UID)
#define GID STRINGIFY(CONFIG_LIBPOSIX_USER_GID)

/* The user of this image first, so that its number has its name. */
#if CONFIG_LIBPOSIX_USER_UID
#define SUPERUSER "root:x:0:0:root:/:/bin/sh\n"
#else
#define SUPERUSER ""
#endif
#if CONFIG_LIBPOSIX_USER_GID
#define SUPERGROUP "root:x:0:\n"
#else
#define SUPERGROUP ""
#endif

UK_USUAL_FILE("/etc/passwd", CONFIG_LIBPOSIX_USER_USERNAME
              ":x:" UID ":" GID ":" CONFIG_LIBPOSIX_USER_USERNAME ":/:/bin/sh\n" SUPERUSER
              "nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n");
UK_USUAL_FILE("/etc/group",
              CONFIG_LIBPOSIX_USER_GROUPNAME ":x:" GID ":\n" SUPERGROUP "nogroup:x:65534:\n"
                                             "nobody:x:65534:\n");
