/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft.yaml as a whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "project/load.h"

static const char *const top_keys[] = {
        "specification", "spec",     "name",    "arguments", "cmd",     "env",
        "labels",        "outdir",   "rootfs",  "unikraft",  "targets", "libraries",
        "volumes",       "networks", "runtime", "template",  "tests",   NULL};
static const char *const component_keys[] = {"version", "source", "kconfig", NULL};
static const char *const volume_keys[] = {"driver",   "source",    "target",   "destination",
                                          "readonly", "read_only", "readOnly", NULL};
static const char *const network_keys[] = {"ip",     "gateway",   "netmask",     "driver", "mac",
                                           "bridge", "interface", "bridge_name", "dns",    "dns0",
                                           "dns1",   "pre-up",    "post-down",   NULL};

char *project_file(const char *folder)
{
	static const char *const names[] = {"kraft.yaml", "kraft.yml", "Kraftfile"};

	for (int i = 0; i < 3; i++) {
		char *path = path_join(folder, names[i]);

		if (is_file(path))
			return path;
		free(path);
	}
	return NULL;
}

bool component_is_source(const char *word)
{
	return strchr(word, '/') && (strstr(word, "://") || strchr("./~", word[0]));
}

static void read_component(struct reader *r, const struct node *key, const struct node *n,
                           struct component_use *c)
{
	const struct node *version = n;
	char *what = format("'%s'", key->scalar);

	c->name = copy_string(key->scalar);
	c->place = node_place(r->file, key);
	c->version_place = c->place;
	if (n->kind == NODE_MAP) {
		if (!reader_keys(r, n, what, component_keys))
			goto out;
		version = node_get(n, "version");
		c->source = reader_scalar(r, node_get(n, "source"), "a source");
		reader_kconfig(r, node_get(n, "kconfig"), &c->kconfig);
	}
	if (node_is_null(version))
		goto out;
	c->version_place = node_place(r->file, version);
	c->version = reader_scalar(r, version, "a version");
	/* the short form may as well name a place */
	if (version == n && c->version && component_is_source(c->version)) {
		c->source = c->version;
		c->version = NULL;
	}
out:
	free(what);
}

static void read_libraries(struct reader *r, const struct node *n)
{
	struct project *p = r->project;

	if (node_is_null(n))
		return;
	if (n->kind != NODE_MAP) {
		reader_fail(r, n, "libraries must be a map NAME: VERSION");
		return;
	}
	p->libraries = need_zeroed(n->count * sizeof(*p->libraries));
	for (size_t i = 0; i < n->count; i++)
		read_component(r, n->key[i], n->child[i], &p->libraries[p->library_count++]);
}

static void read_named(struct reader *r, const struct node *n, const char *what,
                       const char *const *keys, struct named_value **out, size_t *count)
{
	if (node_is_null(n))
		return;
	if (n->kind == NODE_SCALAR) {
		reader_fail(r, n, "%ss must be a map or a list", what);
		return;
	}
	*out = need_zeroed(n->count * sizeof(**out));
	for (size_t i = 0; i < n->count; i++) {
		struct named_value *v = &(*out)[(*count)++];
		const struct node *child = n->child[i];

		v->place = node_place(r->file, child);
		v->name = copy_string(n->kind == NODE_MAP ? n->key[i]->scalar : "");
		if (child->kind == NODE_MAP)
			reader_keys(r, child, what, keys);
		reader_strings(r, child, what, &v->values);
	}
}

const char *named_value_get(const struct named_value *value, const char *key)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < value->values.count; i++)
		if (strncmp(value->values.item[i], key, len) == 0 &&
		    value->values.item[i][len] == '=')
			return value->values.item[i] + len + 1;
	return NULL;
}

enum volume_kind volume_kind(const struct named_value *v)
{
	static const struct {
		const char *driver;
		enum volume_kind kind;
	} drivers[] = {
	        {"9pfs", VOLUME_SHARE},      {"9p", VOLUME_SHARE}, {"block", VOLUME_DISK},
	        {"virtio-blk", VOLUME_DISK}, {"blk", VOLUME_DISK}, {"initrd", VOLUME_INITRD},
	        {"ext4", VOLUME_EXT},        {"ext3", VOLUME_EXT}, {"ext2", VOLUME_EXT},
	};
	const char *driver = named_value_get(v, "driver");

	if (v->values.count && !strchr(v->values.item[0], '='))
		return VOLUME_LINE;
	if (!driver)
		return named_value_get(v, "destination") || named_value_get(v, "target")
		               ? VOLUME_SHARE
		               : VOLUME_INITRD;
	for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++)
		if (strcmp(driver, drivers[i].driver) == 0)
			return drivers[i].kind;
	return VOLUME_UNKNOWN;
}

static void check_specification(struct reader *r, const struct node *root)
{
	const struct node *n = node_get(root, "specification");
	const char *s;

	if (!n)
		n = node_get(root, "spec");
	if (node_is_null(n) || n->kind != NODE_SCALAR)
		return;
	s = n->scalar[0] == 'v' ? n->scalar + 1 : n->scalar;
	if (strcmp(s, "0.4") && strcmp(s, "0.5") && strcmp(s, "0.6")) {
		reader_fail(r, n, "unknown specification '%s'", n->scalar);
		hint("this version reads 0.5 and 0.6");
	}
}

static void refuse(struct reader *r, const struct node *root, const char *key, const char *why)
{
	const struct node *n = node_key(root, key);

	if (n && !node_is_null(node_get(root, key)))
		reader_fail(r, n, "'%s' is not supported: %s", key, why);
}

static void read_core(struct reader *r, const struct node *root)
{
	struct project *p = r->project;
	const struct node *n = node_get(root, "unikraft");

	if (n)
		read_component(r, node_key(root, "unikraft"), n, &p->unikraft);
	else
		p->unikraft = (struct component_use){.name = copy_string("unikraft"),
		                                     .place = {r->file, 0, 0},
		                                     .version_place = {r->file, 0, 0}};
}

/* NAME[:TAG] of a package, or {name, version} as KraftKit also has it. */
static void read_runtime(struct reader *r, const struct node *root)
{
	static const char *const keys[] = {"name", "source", "version", "kconfig", NULL};
	const struct node *n = node_get(root, "runtime");
	char *name, *version;

	if (node_is_null(n))
		return;
	r->project->runtime_place = node_place(r->file, n);
	if (n->kind != NODE_MAP) {
		r->project->runtime = reader_scalar(r, n, "runtime");
		return;
	}
	if (!reader_keys(r, n, "runtime", keys))
		return;
	name = reader_scalar(r, node_get(n, node_get(n, "name") ? "name" : "source"), "a package");
	version = reader_scalar(r, node_get(n, "version"), "a version");
	if (name)
		r->project->runtime = version ? format("%s:%s", name, version) : copy_string(name);
	else
		reader_fail(r, n, "runtime names no package");
	free(name);
	free(version);
}

static void read_top(struct reader *r, const struct node *root)
{
	struct project *p = r->project;
	char *value;

	check_specification(r, root);
	refuse(r, root, "template", "start from one with 'kraft init -t NAME'");
	p->name = reader_scalar(r, node_get(root, "name"), "the name");
	value = reader_scalar(r, node_get(root, "outdir"), "outdir");
	p->outdir = path_join(p->folder, value ? value : "build");
	free(value);
	read_runtime(r, root);
	p->rootfs = reader_scalar(r, node_get(root, "rootfs"), "rootfs");
	reader_strings(r, node_get(root, "arguments"), "arguments", &p->arguments);
	reader_strings(r, node_get(root, "cmd"), "cmd", &p->arguments);
	reader_strings(r, node_get(root, "env"), "env", &p->environment);
	reader_strings(r, node_get(root, "labels"), "labels", &p->labels);
	read_core(r, root);
	reader_targets(r, node_get(root, "targets"));
	read_libraries(r, node_get(root, "libraries"));
	read_named(r, node_get(root, "volumes"), "volume", volume_keys, &p->volumes,
	           &p->volume_count);
	reader_tests(r, node_get(root, "tests"));
	read_named(r, node_get(root, "networks"), "network", network_keys, &p->networks,
	           &p->network_count);
}

int project_load(const char *folder, struct project *p)
{
	struct reader r = {.project = p};
	struct text text = {0};
	struct node *root = NULL;
	int error;

	memset(p, 0, sizeof(*p));
	p->folder = path_absolute(folder);
	p->file = project_file(p->folder);
	if (!p->file) {
		fail("there is no kraft.yaml in %s", p->folder);
		hint("go to the application's folder, or make one with 'kraft init NAME'");
		return -ENOENT;
	}
	p->shown = path_short(p->file);
	r.file = p->shown;
	error = file_read(p->file, &text);
	if (error)
		fail("%s cannot be read: %s", p->shown, strerror(-error));
	else
		error = document_parse(p->shown, &text, &root);
	text_free(&text);
	if (error)
		return error;
	if (!root || node_is_null(root)) {
		fail_at(&(struct place){p->shown, 1, 1}, "the file is empty");
		hint("'kraft init -F' writes a new one");
		r.errors++;
	} else if (reader_keys(&r, root, "kraft.yaml", top_keys)) {
		read_top(&r, root);
	}
	node_free(root);
	if (!p->name)
		p->name = copy_string(path_base(p->folder));
	return r.errors ? -EINVAL : 0;
}

static void free_component(struct component_use *c)
{
	free(c->name);
	free(c->version);
	free(c->source);
	settings_free(&c->kconfig);
}

static void free_named(struct named_value *v, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(v[i].name);
		strings_free(&v[i].values);
	}
	free(v);
}

void project_free(struct project *p)
{
	for (size_t i = 0; i < p->target_count; i++) {
		free(p->targets[i].name);
		free(p->targets[i].architecture);
		free(p->targets[i].platform);
		free(p->targets[i].machine);
		settings_free(&p->targets[i].kconfig);
	}
	for (size_t i = 0; i < p->library_count; i++)
		free_component(&p->libraries[i]);
	free_component(&p->unikraft);
	free_named(p->volumes, p->volume_count);
	free_named(p->networks, p->network_count);
	tests_free(&p->tests);
	strings_free(&p->arguments);
	strings_free(&p->environment);
	strings_free(&p->labels);
	free(p->targets);
	free(p->libraries);
	free(p->folder);
	free(p->file);
	free(p->shown);
	free(p->name);
	free(p->outdir);
	free(p->rootfs);
	free(p->runtime);
	memset(p, 0, sizeof(*p));
}
