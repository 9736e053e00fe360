/* SPDX-License-Identifier: BSD-3-Clause */
/* Names in archives: relative, and never upwards beyond the root. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "origin/safe_path.h"

char *safe_member(const char *name)
{
	struct strings parts = {0};
	struct text out = {0};
	bool safe = name && name[0] && name[0] != '/';

	if (safe)
		strings_split(&parts, name, "/");
	text_add(&out, "");
	for (size_t i = 0; i < parts.count && safe; i++) {
		if (strcmp(parts.item[i], ".") == 0)
			continue;
		if (strcmp(parts.item[i], "..") == 0)
			safe = false;
		text_addf(&out, "%s%s", out.len ? "/" : "", parts.item[i]);
	}
	strings_free(&parts);
	if (safe)
		return out.data;
	text_free(&out);
	return NULL;
}

int safe_link_target(const char *link, const char *target)
{
	struct strings parts = {0};
	long depth = 0;
	bool safe = target[0] && target[0] != '/';

	for (const char *slash = strchr(link, '/'); slash; slash = strchr(slash + 1, '/'))
		depth++;
	strings_split(&parts, target, "/");
	for (size_t i = 0; i < parts.count && safe; i++) {
		if (strcmp(parts.item[i], ".") == 0)
			continue;
		depth += strcmp(parts.item[i], "..") == 0 ? -1 : 1;
		safe = depth >= 0;
	}
	strings_free(&parts);
	return safe;
}
