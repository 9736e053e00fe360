/* SPDX-License-Identifier: BSD-3-Clause */
/* Names of packages: NAME[:TAG] as registries write them, and the entries of index.json they mean.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "oci/oci.h"
#include "term/message.h"

#define TAG_MAX 128

static bool is_lower_alnum(char c)
{
	return islower((unsigned char)c) || isdigit((unsigned char)c);
}

/* Components of lower case letters, digits and . _ - between them, separated by /; the first may
 * be a host with a port. */
static bool is_repository(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool edge = i == 0 || i + 1 == len || name[i - 1] == '/' || name[i + 1] == '/';

		if (is_lower_alnum(name[i]))
			continue;
		if (edge || !strchr("._-/:", name[i]))
			return false;
	}
	return len > 0;
}

static bool is_tag(const char *tag)
{
	size_t len = strlen(tag);

	if (!len || len > TAG_MAX || *tag == '.' || *tag == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)tag[i]) && !strchr("._-", tag[i]))
			return false;
	return true;
}

/* The colon before the tag: one behind the last slash. */
static const char *tag_of(const char *text)
{
	const char *slash = strrchr(text, '/'), *colon = strrchr(text, ':');

	return colon && (!slash || colon > slash) ? colon : NULL;
}

char *oci_name(const char *text)
{
	const char *colon = tag_of(text);
	size_t len = colon ? (size_t)(colon - text) : strlen(text);

	if (is_repository(text, len) && (!colon || is_tag(colon + 1)))
		return colon ? copy_string(text) : format("%s:latest", text);
	fail("'%s' is no name for a package", text);
	hint("NAME or NAME:TAG; a name is of lower case letters, digits, '.', '_', '-' and '/'");
	return NULL;
}

/* "dir/Hello.tar" → "hello", for layouts that only say "latest". */
static char *own_name(const struct oci_layout *layout)
{
	char *name = path_absolute(layout->shown), *base = copy_string(path_base(name));

	free(name);
	if (ends_with(base, ".tar"))
		base[strlen(base) - 4] = '\0';
	for (char *c = base; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return base;
}

char *oci_entry_name(const struct oci_layout *layout, const json_t *descriptor)
{
	const json_t *annotations = json_object_get(descriptor, "annotations");
	const char *name = json_string_value(json_object_get(annotations, OCI_CONTAINERD_NAME));

	if (!name)
		name = json_string_value(json_object_get(annotations, OCI_REF_NAME));
	if (name && (tag_of(name) || strchr(name, '/')))
		return copy_string(name);
	char *base = own_name(layout), *whole = format("%s:%s", base, name ? name : "latest");

	free(base);
	return whole;
}

static bool means(const struct oci_layout *layout, const json_t *entry, const char *name)
{
	const char *digest = json_string_value(json_object_get(entry, "digest"));
	const json_t *annotations = json_object_get(entry, "annotations");
	const char *tag = json_string_value(json_object_get(annotations, OCI_REF_NAME));

	if (starts_with(name, "sha256:") && strlen(name) > 12)
		return digest && starts_with(digest, name);
	char *own = oci_entry_name(layout, entry),
	     *full = tag_of(name) ? copy_string(name) : format("%s:latest", name);
	bool same = strcmp(own, full) == 0 || (tag && strcmp(tag, name) == 0);

	free(own);
	free(full);
	return same;
}

int oci_position(const struct oci_layout *layout, const char *name)
{
	const json_t *entry;
	size_t i;

	json_array_foreach(json_object_get(layout->index, "manifests"), i, entry)
	{
		if (means(layout, entry, name))
			return (int)i;
	}
	return -1;
}

static void fail_missing(const struct oci_layout *layout, const char *name)
{
	struct strings names = {0};
	const json_t *entry;
	struct text all = {0};
	size_t i;

	json_array_foreach(json_object_get(layout->index, "manifests"), i, entry)
	        strings_take(&names, oci_entry_name(layout, entry));
	for (i = 0; i < names.count; i++)
		text_addf(&all, "%s%s", i ? ", " : "", names.item[i]);
	const char *nearest = name ? did_you_mean(name, &names) : NULL;

	if (name)
		fail("there is no package '%s' in %s", name, layout->shown);
	else if (names.count)
		fail("%s holds several packages", layout->shown);
	else
		fail("%s holds no package", layout->shown);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else if (names.count)
		hint("it holds: %s", all.data);
	else
		hint("'kraft pkg -n NAME' makes one from a project, 'kraft pkg pull' brings one");
	strings_free(&names);
	text_free(&all);
}

json_t *oci_find(const struct oci_layout *layout, const char *name)
{
	json_t *entries = json_object_get(layout->index, "manifests");
	int at = name ? oci_position(layout, name) : json_array_size(entries) == 1 ? 0 : -1;

	if (at < 0)
		fail_missing(layout, name);
	return at < 0 ? NULL : json_array_get(entries, (size_t)at);
}

void oci_set_entry(struct oci_layout *layout, const char *name, json_t *descriptor)
{
	json_t *entries = json_object_get(layout->index, "manifests");
	int at = oci_position(layout, name);

	json_object_set_new(descriptor, "annotations",
	                    json_pack("{s:s, s:s}", OCI_REF_NAME, name, OCI_CONTAINERD_NAME, name));
	if (at >= 0)
		json_array_remove(entries, (size_t)at);
	json_array_append(entries, descriptor);
}
