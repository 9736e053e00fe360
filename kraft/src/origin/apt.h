/* SPDX-License-Identifier: BSD-3-Clause */
/* The distribution's source archive, through its own client and with a state of its own: the
 * system's lists stay as they are. */
#ifndef KRAFT_ORIGIN_APT_H
#define KRAFT_ORIGIN_APT_H

#include "base/text.h"
#include "origin/origin.h"

/* Fetches the upstream archive of a source package ("PKG=VERSION" or "PKG") into `folder`. Which
 * version holds a pinned archive is looked up in the archive's index, so that a rebuilt package of
 * the same upstream version serves as well. Returns 0 when some archive arrived (its checksum is
 * the caller's to judge), -ENOENT otherwise with the reason in `why`. */
int apt_download(const struct origin_request *request, const char *package, const char *folder,
                 struct text *why);

#endif
