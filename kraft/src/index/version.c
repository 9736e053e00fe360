/* SPDX-License-Identifier: BSD-3-Clause */
/* Versions: comparing them, and choosing the one that was asked for. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"

/* Numbers compare as numbers, everything else as text: 3.9 < 3.10. */
static int compare(const char *a, const char *b)
{
	a += *a == 'v';
	b += *b == 'v';
	while (*a || *b) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *end_a, *end_b;
			unsigned long x = strtoul(a, &end_a, 10), y = strtoul(b, &end_b, 10);

			if (x != y)
				return x < y ? -1 : 1;
			a = end_a;
			b = end_b;
		} else if (*a != *b) {
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		} else {
			a++;
			b++;
		}
	}
	return 0;
}

/* ^1.2 allows 1.x from 1.2 on, ~1.2 allows 1.2.x. */
static bool same_start(const char *version, const char *wanted, int parts)
{
	version += *version == 'v';
	wanted += *wanted == 'v';
	while (parts) {
		size_t a = strcspn(version, "."), b = strcspn(wanted, ".");

		if (a != b || strncmp(version, wanted, a))
			return false;
		if (!--parts || !version[a] || !wanted[b])
			return true;
		version += a + 1;
		wanted += b + 1;
	}
	return true;
}

static bool fits_one(const char *version, const char *wanted)
{
	const char *v = version + (*version == 'v');

	if (!isdigit((unsigned char)*v))
		return false;
	if (strncmp(wanted, ">=", 2) == 0)
		return compare(version, wanted + 2) >= 0;
	if (strncmp(wanted, "<=", 2) == 0)
		return compare(version, wanted + 2) <= 0;
	if (*wanted == '>')
		return compare(version, wanted + 1) > 0;
	if (*wanted == '<')
		return compare(version, wanted + 1) < 0;
	if (*wanted == '^')
		return compare(version, wanted + 1) >= 0 && same_start(version, wanted + 1, 1);
	if (*wanted == '~')
		return compare(version, wanted + 1) >= 0 && same_start(version, wanted + 1, 2);
	if (starts_with(wanted, "=="))
		return compare(version, wanted + 2) == 0;
	if (starts_with(wanted, "!="))
		return compare(version, wanted + 2) != 0;
	return false;
}

/* ">=1.2, <2": all of them must hold. */
static bool fits(const char *version, const char *wanted)
{
	struct strings parts = {0};
	bool result;

	strings_split(&parts, wanted, ", ");
	result = parts.count > 0;
	for (size_t i = 0; i < parts.count && result; i++)
		result = fits_one(version, parts.item[i]);
	strings_free(&parts);
	return result;
}

bool version_fits(const char *version, const char *wanted)
{
	if (!wanted || strcmp(version, wanted) == 0)
		return true;
	if (starts_with(wanted, "==") && strcmp(version, wanted + 2) == 0)
		return true;
	return (version[0] == 'v' && strcmp(version + 1, wanted) == 0) || fits(version, wanted);
}

const char *component_version(const struct component *c, const char *wanted)
{
	const char *best = NULL;

	if (!wanted)
		return c->versions.count ? c->versions.item[0] : "staging";
	if (starts_with(wanted, "==") && !strchr(wanted, ','))
		wanted += 2;
	for (size_t i = 0; i < c->versions.count; i++) {
		const char *v = c->versions.item[i];

		if (strcmp(v, wanted) == 0 || (v[0] == 'v' && strcmp(v + 1, wanted) == 0))
			return v;
	}
	/* A plain folder has one state, whichever channel a project follows. */
	if (strcmp(wanted, "stable") == 0 && c->versions.count == 1 &&
	    strcmp(c->versions.item[0], "staging") == 0)
		return c->versions.item[0];
	for (size_t i = 0; i < c->versions.count; i++) {
		const char *v = c->versions.item[i];

		if (fits(v, wanted) && (!best || compare(v, best) > 0))
			best = v;
	}
	return best;
}
