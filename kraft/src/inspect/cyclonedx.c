/* SPDX-License-Identifier: BSD-3-Clause */
/* The bill of materials in the words of CycloneDX 1.5 (ECMA-424's predecessor of that number). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <jansson.h>

#include "base/file.h"
#include "inspect/origin_facts.h"
#include "inspect/sbom.h"
#include "term/message.h"

static json_t *json_hash(const char *sha256)
{
	return json_pack("[{s:s, s:s}]", "alg", "SHA-256", "content", sha256);
}

static bool is_plain_id(const char *licence)
{
	return !licence[strcspn(licence, " ()")];
}

/* A list of identifiers and names, or one expression: the specification allows no mixture. Several
 * identifiers mean that all of them hold. */
static json_t *json_licences(const struct strings *licences)
{
	struct text expression = {0};
	json_t *list = json_array();
	bool words = false;

	for (size_t i = 0; i < licences->count; i++) {
		const char *item = licences->item[i];
		bool compound = strstr(item, " OR ") || strstr(item, " AND ");

		words |= strstr(item, "(whether") != NULL;
		text_addf(&expression, "%s%s%s%s", i ? " AND " : "",
		          compound && licences->count > 1 ? "(" : "", item,
		          compound && licences->count > 1 ? ")" : "");
	}
	if (!licences->count) {
		json_array_append_new(list, json_pack("{s:{s:s}}", "license", "name", "unknown"));
	} else if (!words && (licences->count > 1 || !is_plain_id(licences->item[0]))) {
		json_array_append_new(list, json_pack("{s:s}", "expression", expression.data));
	} else {
		for (size_t i = 0; i < licences->count; i++)
			json_array_append_new(
			        list, json_pack("{s:{s:s}}", "license",
			                        is_plain_id(licences->item[i]) ? "id" : "name",
			                        licences->item[i]));
	}
	text_free(&expression);
	return list;
}

static json_t *json_property(const char *name, const char *value)
{
	return json_pack("{s:s, s:s}", "name", name, "value", value);
}

static void add_origin(const struct sbom_part *part, const struct library *l, json_t *o)
{
	json_t *patches = json_array();

	if (*part->sha256)
		json_object_set_new(o, "hashes", json_hash(part->sha256));
	if (l->url) {
		json_t *reference = json_pack("{s:s, s:s}", "type",
		                              l->branch ? "vcs" : "distribution", "url", l->url);

		if (*part->sha256 && origin_is_at_url(l))
			json_object_set_new(reference, "hashes", json_hash(part->sha256));
		json_object_set_new(o, "externalReferences", json_pack("[o]", reference));
	}
	for (size_t i = 0; i < l->patches.count; i++)
		json_array_append_new(patches,
		                      json_pack("{s:s, s:{s:s}}", "type", "unofficial", "diff",
		                                "url", path_base(l->patches.item[i])));
	if (json_array_size(patches))
		json_object_set_new(o, "pedigree", json_pack("{s:O}", "patches", patches));
	json_decref(patches);
}

static json_t *json_part(const struct sbom_part *part)
{
	const struct library *l = part->library;
	const char *type =
	        strcmp(part->name, "unikraft") == 0 && !l ? "operating-system" : "library";
	json_t *o = json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s}", "type", type, "bom-ref",
	                      part->ref, "name", part->name, "version", part->version,
	                      "description", part->description, "purl", part->purl);
	json_t *properties = json_array();

	json_object_set_new(o, "licenses", json_licences(&part->licences));
	if (l && strcmp(l->layer, "app") == 0)
		json_object_set_new(o, "type", json_string("application"));
	if (l && part->of_origin)
		add_origin(part, l, o);
	if (part->licence_source)
		json_array_append_new(properties,
		                      json_property("kraft:licence-from", part->licence_source));
	if (l && part->of_origin && l->debian)
		json_array_append_new(properties, json_property("kraft:debian-source", l->debian));
	if (l)
		json_array_append_new(properties, json_property("kraft:layer", l->layer));
	if (json_array_size(properties))
		json_object_set(o, "properties", properties);
	json_decref(properties);
	return o;
}

static json_t *json_metadata(const struct sbom *s, const char *timestamp)
{
	const struct inventory *v = s->inventory;
	const struct target *t = s->plan->target;
	char *purl = generic_purl(NULL, s->plan->project->name, NULL);
	json_t *tools =
	        json_pack("{s:[{s:s, s:s, s:s}, {s:s, s:s, s:s}]}", "components", "type",
	                  "application", "name", "kraft", "version", KRAFT_VERSION, "type",
	                  "application", "name", v->compiler, "version", v->compiler_version);
	json_t *image =
	        json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:[o,o,o]}", "type", "firmware",
	                  "bom-ref", "image", "name", s->plan->project->name, "description",
	                  "a unikernel image", "purl", purl, "hashes", json_hash(s->image_sha256),
	                  "properties", json_property("kraft:file", path_base(v->image)),
	                  json_property("kraft:platform", t->platform),
	                  json_property("kraft:architecture", t->architecture));

	free(purl);
	return json_pack("{s:s*, s:o, s:o}", "timestamp", timestamp, "tools", tools, "component",
	                 image);
}

static json_t *json_dependencies(const struct sbom *s)
{
	json_t *list = json_array(), *names = json_array();
	size_t edge = 0;

	/* Every part has an entry, one without needs an empty one. */
	for (size_t i = 0; i <= s->count; i++) {
		const char *ref = i ? s->item[i - 1].ref : "image";
		json_array_append_new(names, json_string(ref));
	}
	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *ref = json_string_value(json_array_get(names, i));
		json_t *needs = json_array();
		size_t len = strlen(ref);

		for (edge = 0; edge < s->edges.count; edge++) {
			const char *e = s->edges.item[edge];

			if (strncmp(e, ref, len) != 0 || e[len] != ' ' ||
			    (edge && strcmp(e, s->edges.item[edge - 1]) == 0) ||
			    strcmp(e + len + 1, ref) == 0)
				continue;
			json_array_append_new(needs, json_string(e + len + 1));
		}
		json_array_append_new(list,
		                      json_pack("{s:s, s:o}", "ref", ref, "dependsOn", needs));
	}
	json_decref(names);
	return list;
}

/* A UUID of version 8 (RFC 9562, free form) from the SHA-256 of the document without it. */
static char *serial_number(const char *document)
{
	const char *folder = getenv("TMPDIR");
	char *path = format("%s/kraft-sbom.XXXXXX", folder && *folder ? folder : "/tmp");
	struct strings paths = {0}, hashes = {0};
	size_t len = strlen(document);
	int fd = mkstemp(path);
	char *serial = NULL;

	strings_add(&paths, path);
	if (fd < 0 || write(fd, document, len) != (ssize_t)len) {
		fail("%s: %s", path, strerror(errno));
	} else if (hash_files(&paths, &hashes) == 0) {
		const char *h = hashes.item[0];

		serial = format("urn:uuid:%.8s-%.4s-8%.3s-%c%.3s-%.12s", h, h + 8, h + 12,
		                "89ab"[h[16] & 3], h + 17, h + 20);
	}
	if (fd >= 0) {
		close(fd);
		unlink(path);
	}
	strings_free(&paths);
	strings_free(&hashes);
	free(path);
	return serial;
}

int sbom_write(const struct sbom *s, const char *timestamp, struct text *out)
{
	json_t *components = json_array(), *document;
	char *text, *serial;

	for (size_t i = 0; i < s->count; i++)
		json_array_append_new(components, json_part(&s->item[i]));
	document = json_pack("{s:s, s:s, s:s, s:s, s:i, s:o, s:o, s:o}", "$schema",
	                     "http://cyclonedx.org/schema/bom-1.5.schema.json", "bomFormat",
	                     "CycloneDX", "specVersion", "1.5", "serialNumber", "", "version", 1,
	                     "metadata", json_metadata(s, timestamp), "components", components,
	                     "dependencies", json_dependencies(s));
	text = need(json_dumps(document, JSON_INDENT(2)));
	serial = serial_number(text);
	free(text);
	if (serial) {
		json_object_set_new(document, "serialNumber", json_string(serial));
		text = need(json_dumps(document, JSON_INDENT(2)));
		text_addf(out, "%s\n", text);
		free(text);
	}
	json_decref(document);
	free(serial);
	return serial ? 0 : -EIO;
}
