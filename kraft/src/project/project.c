/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft.yaml as a whole. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "index/index.h"
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
	c->folder = r->project->folder;
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
		v->folder = r->project->folder;
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
	        {"virtiofs", VOLUME_SHARE},  {"ext4", VOLUME_EXT}, {"ext3", VOLUME_EXT},
	        {"ext2", VOLUME_EXT},
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

char *volume_target(const struct named_value *v)
{
	const char *target = named_value_get(v, "destination"), *line;

	if (volume_kind(v) == VOLUME_LINE) {
		line = strchr(v->values.item[0], ':');
		return line ? copy_bytes(line + 1, strcspn(line + 1, ":")) : NULL;
	}
	target = target ? target : named_value_get(v, "target");
	return target ? copy_string(target) : NULL;
}

bool volume_is_virtiofs(const struct named_value *v)
{
	const char *driver = named_value_get(v, "driver"), *word = NULL;
	static const char virtiofs[] = "virtiofs";

	/* FOLDER:PATH:OPTION,OPTION */
	if (volume_kind(v) == VOLUME_LINE && (word = strchr(v->values.item[0], ':')))
		word = strchr(word + 1, ':');
	while (word) {
		size_t len = strcspn(++word, ",");

		if (len == strlen(virtiofs) && strncmp(word, virtiofs, len) == 0)
			return true;
		word = word[len] ? word + len : NULL;
	}
	return driver && strcmp(driver, virtiofs) == 0;
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

/* What a source without a name of its own is called. */
static char *source_name(const struct project *p, const char *source)
{
	bool remote = strstr(source, "://") || starts_with(source, "git@");
	char *path =
	        remote || source[0] == '~' ? copy_string(source) : path_join(p->folder, source);
	char *whole = remote ? copy_string(path) : path_absolute(path);
	char *name = origin_component_name(whole);

	free(whole);
	free(path);
	return name;
}

/* The template's short form: NAME[@VERSION], as people also write it with app/ and a colon. */
static void template_word(struct component_use *c, char *word)
{
	char *name = word + (starts_with(word, "app/") ? strlen("app/") : 0);
	size_t len = strcspn(name, "@:");

	if (name[len] && name[len + 1])
		c->version = copy_string(name + len + 1);
	c->name = copy_bytes(name, len);
}

/* NAME[@VERSION], a folder or an address, or a map of name, source and version. */
static void read_template(struct reader *r, const struct node *root)
{
	static const char *const keys[] = {"name", "source", "version", NULL};
	const struct node *n = node_get(root, "template"), *version = n;
	struct component_use *c = &r->project->template;
	char *word = NULL;

	if (node_is_null(n))
		return;
	c->place = node_place(r->file, n);
	c->folder = r->project->folder;
	if (n->kind == NODE_MAP) {
		c->place = node_place(r->file, node_key(root, "template"));
		if (!reader_keys(r, n, "template", keys))
			return;
		version = node_get(n, "version");
		c->source = reader_scalar(r, node_get(n, "source"), "a source");
		c->version = reader_scalar(r, version, "a version");
		word = reader_scalar(r, node_get(n, "name"), "a name");
	} else {
		word = reader_scalar(r, n, "template");
		if (!word)
			return;
		if (component_is_source(word)) {
			c->source = word;
			word = NULL;
		}
	}
	c->version_place = version ? node_place(r->file, version) : c->place;
	if (word && n->kind == NODE_MAP)
		c->name = copy_string(word);
	else if (word)
		template_word(c, word);
	else if (c->source)
		c->name = source_name(r->project, c->source);
	free(word);
	if (c->name && component_name_valid(c->name))
		return;
	if (c->name)
		reader_fail(r, n, "'%s' cannot be an application's name", c->name);
	else
		reader_fail(r, n, "the template has neither name nor source");
	hint("write NAME[@VERSION], or {source: FOLDER or address, version: VERSION}");
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
	read_template(r, root);
	p->name = reader_scalar(r, node_get(root, "name"), "the name");
	value = reader_scalar(r, node_get(root, "outdir"), "outdir");
	p->outdir = path_join(p->folder, value ? value : "build");
	free(value);
	p->sources = copy_string(p->folder);
	read_runtime(r, root);
	p->rootfs = reader_scalar(r, node_get(root, "rootfs"), "rootfs");
	reader_strings(r, node_get(root, "arguments"), "arguments", &p->arguments);
	reader_strings(r, node_get(root, "cmd"), "cmd", &p->arguments);
	p->own_arguments = node_get(root, "arguments") || node_get(root, "cmd");
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

/* Before 0.5 a project listed architectures and platforms, each with true or false. */
static bool is_older(struct reader *r, const struct node *root)
{
	const struct node *key = root->kind == NODE_MAP ? node_key(root, "architectures") : NULL;

	if (!key && root->kind == NODE_MAP)
		key = node_key(root, "platforms");
	if (!key)
		return false;
	reader_fail(r, key, "'%s' is of an older specification", key->scalar);
	hint("write targets: [kvm/x86_64] in its stead, and specification: '0.5'");
	return true;
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
	} else if (!is_older(&r, root) && reader_keys(&r, root, "kraft.yaml", top_keys)) {
		read_top(&r, root);
	}
	node_free(root);
	if (!p->name)
		p->name = copy_string(path_base(p->folder));
	return r.errors ? -EINVAL : 0;
}

void component_use_free(struct component_use *c)
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

void project_free_targets(struct project *p)
{
	for (size_t i = 0; i < p->target_count; i++) {
		free(p->targets[i].name);
		free(p->targets[i].architecture);
		free(p->targets[i].platform);
		free(p->targets[i].machine);
		settings_free(&p->targets[i].kconfig);
	}
	free(p->targets);
	p->targets = NULL;
	p->target_count = 0;
}

void project_free(struct project *p)
{
	project_free_targets(p);
	for (size_t i = 0; i < p->library_count; i++)
		component_use_free(&p->libraries[i]);
	component_use_free(&p->unikraft);
	component_use_free(&p->template);
	free_named(p->volumes, p->volume_count);
	free_named(p->networks, p->network_count);
	tests_free(&p->tests);
	strings_free(&p->arguments);
	strings_free(&p->environment);
	strings_free(&p->labels);
	free(p->libraries);
	free(p->folder);
	free(p->file);
	free(p->shown);
	free(p->name);
	free(p->outdir);
	free(p->sources);
	free(p->rootfs);
	free(p->runtime);
	if (p->base)
		project_free(p->base);
	free(p->base);
	memset(p, 0, sizeof(*p));
}
