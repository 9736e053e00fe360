/* SPDX-License-Identifier: BSD-3-Clause */
/* The users and groups that every Linux system has: programs look them up by name, to give up
 * privileges or to find a home. */
#include <uk/vfs.h>

UK_USUAL_FILE("/etc/passwd", "root:x:0:0:root:/:/bin/sh\n"
                             "nobody:x:65534:65534:nobody:/nonexistent:/bin/false\n");
UK_USUAL_FILE("/etc/group", "root:x:0:\n"
                            "nogroup:x:65534:\n"
                            "nobody:x:65534:\n");
