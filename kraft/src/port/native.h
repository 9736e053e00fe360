/* SPDX-License-Identifier: BSD-3-Clause */
/* What ./configure finds on the build machine and not for the image. People who follow the tutorial
 * run ./configure by hand and copy its header; a small header in target/ takes back what the image
 * does not have. */
#ifndef KRAFT_PORT_NATIVE_H
#define KRAFT_PORT_NATIVE_H

#include "port/archive.h"

/* Configures the archive's source once more for this machine and writes LIBRARY/target/NAME for
 * each header of LIBRARY/include/NAME whose macros differ; their names are added to `corrected`.
 * `arguments` are for ./configure; `paths` are the headers in the source tree at the index of their
 * `names`. What cannot be run is left out. */
void native_correct(const struct archive *archive, const char *scratch, const char *library,
                    const struct strings *arguments, const struct strings *paths,
                    const struct strings *names, struct strings *corrected);
/* The text of such a header; empty when there is no difference. Exported for its test. */
void native_difference(const char *native, const char *target, const char *name, struct text *out);

#endif
