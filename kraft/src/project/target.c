/* SPDX-License-Identifier: BSD-3-Clause */
/* The targets of a project: which machine an image is for. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "project/load.h"

static const char *const known_architectures[] = {"x86_64", NULL};
static const char *const known_platforms[] = {"kvm", "qemu", NULL};

/* What other kinds of machine are called. A project may list them beside one of ours. */
static const char *const other_architectures[] = {"arm64", "aarch64", "arm", NULL};
static const char *const other_platforms[] = {"fc", "firecracker", "hyperv", "linuxu", "xen", NULL};

/* Those in the workspace's folders. */
static struct strings more_architectures, more_platforms;

static void know_folders(const char *folder, const char *prefix, struct strings *names)
{
	struct strings found = {0};

	folder_list(folder, &found);
	for (size_t i = 0; i < found.count; i++) {
		const char *name = found.item[i];
		char *makefile = format("%s/%s/Makefile.uk", folder, name);

		if (is_file(makefile))
			strings_add_new(names,
			                starts_with(name, prefix) ? name + strlen(prefix) : name);
		free(makefile);
	}
	strings_free(&found);
}

void targets_know(const char *platforms, const char *architectures)
{
	know_folders(platforms, "plat-", &more_platforms);
	know_folders(architectures, "arch-", &more_architectures);
}

static const char *const target_keys[] = {"name", "architecture", "arch", "platform",
                                          "plat", "kconfig",      "type", NULL};

static bool check_known(const struct place *place, const char *what, const char *value,
                        const char *const *known, const struct strings *more)
{
	struct strings names = {0};
	struct text all = {0};
	const char *nearest;

	for (size_t i = 0; known[i]; i++) {
		strings_add(&names, known[i]);
		text_addf(&all, "%s%s", i ? ", " : "", known[i]);
	}
	for (size_t i = 0; i < more->count; i++) {
		strings_add_new(&names, more->item[i]);
		text_addf(&all, ", %s", more->item[i]);
	}
	if (!strings_has(&names, value)) {
		nearest = did_you_mean(value, &names);
		fail_at(place, "unknown %s '%s'", what, value);
		if (nearest)
			hint("did you mean '%s'?", nearest);
		else
			hint("known: %s", all.data);
		strings_free(&names);
		text_free(&all);
		return false;
	}
	strings_free(&names);
	text_free(&all);
	return true;
}

bool platform_known(const struct place *place, const char *platform)
{
	return check_known(place, "platform", platform, known_platforms, &more_platforms);
}

bool architecture_known(const struct place *place, const char *architecture)
{
	return check_known(place, "architecture", architecture, known_architectures,
	                   &more_architectures);
}

const char *platform_name(const char *machine)
{
	return strcmp(machine, "qemu") == 0 ? "kvm" : machine;
}

static void set_architecture(struct reader *r, struct target *t, const struct node *n,
                             const char *architecture)
{
	struct place place = node_place(r->file, n);

	if (architecture_known(&place, architecture))
		t->architecture = copy_string(architecture);
	else
		r->errors++;
}

static void set_platform(struct reader *r, struct target *t, const struct node *n,
                         const char *platform)
{
	struct place place = node_place(r->file, n);

	if (!platform_known(&place, platform)) {
		r->errors++;
		return;
	}
	t->machine = copy_string(platform);
	t->platform = copy_string(platform_name(platform));
}

static void read_short(struct reader *r, const struct node *n, struct target *t)
{
	char *value = reader_scalar(r, n, "a target"), *slash;

	if (!value)
		return;
	slash = strchr(value, '/');
	if (!slash) {
		reader_fail(r, n, "a target is written platform/architecture, such as qemu/x86_64");
	} else {
		*slash = 0;
		set_platform(r, t, n, value);
		set_architecture(r, t, n, slash + 1);
	}
	free(value);
}

static const struct node *either_key(const struct node *n, const char *name, const char *alias)
{
	const struct node *found = node_get(n, name);

	return found ? found : node_get(n, alias);
}

static void read_target(struct reader *r, const struct node *n, struct target *t)
{
	const struct node *architecture, *platform;
	char *value;

	t->place = node_place(r->file, n);
	if (n->kind == NODE_SCALAR) {
		read_short(r, n, t);
		return;
	}
	if (!reader_keys(r, n, "a target", target_keys))
		return;
	t->name = reader_scalar(r, node_get(n, "name"), "a target's name");
	architecture = either_key(n, "architecture", "arch");
	platform = either_key(n, "platform", "plat");
	reader_kconfig(r, node_get(n, "kconfig"), &t->kconfig);
	value = reader_scalar(r, architecture, "an architecture");
	if (value)
		set_architecture(r, t, architecture, value);
	else if (!architecture)
		reader_fail(r, n, "this target names no architecture");
	free(value);
	value = reader_scalar(r, platform, "a platform");
	if (value)
		set_platform(r, t, platform, value);
	else if (!platform)
		reader_fail(r, n, "this target names no platform");
	free(value);
}

static bool is_other(const char *value, const char *const *others, const struct strings *more)
{
	for (size_t i = 0; others[i]; i++)
		if (strcmp(value, others[i]) == 0)
			return !strings_has(more, value);
	return false;
}

/* A target for a machine that this version does not build for: platform/architecture, else NULL. */
static char *target_elsewhere(const struct node *n)
{
	const struct node *architecture, *platform;
	char *whole, *slash;

	if (n->kind == NODE_SCALAR) {
		whole = copy_string(n->scalar ? n->scalar : "");
	} else {
		architecture = either_key(n, "architecture", "arch");
		platform = either_key(n, "platform", "plat");
		if (!architecture || architecture->kind != NODE_SCALAR || !architecture->scalar ||
		    !platform || platform->kind != NODE_SCALAR || !platform->scalar)
			return NULL;
		whole = format("%s/%s", platform->scalar, architecture->scalar);
	}
	slash = strchr(whole, '/');
	if (slash) {
		bool other;

		*slash = 0;
		other = is_other(whole, other_platforms, &more_platforms) ||
		        is_other(slash + 1, other_architectures, &more_architectures);
		*slash = '/';
		if (other)
			return whole;
	}
	free(whole);
	return NULL;
}

/* Those that can be built; all, for the sake of the message, when none can. */
static void read_targets(struct reader *r, const struct node *n)
{
	struct project *p = r->project;
	struct strings elsewhere = {0};
	struct text all = {0};
	struct place first = {0};
	static bool said; /* some commands read the file twice */

	for (size_t i = 0; i < n->count; i++) {
		char *name = target_elsewhere(n->child[i]);

		strings_add(&elsewhere, name ? name : "");
		if (name) {
			if (!all.data)
				first = node_place(r->file, n->child[i]);
			text_addf(&all, "%s%s", all.data ? ", " : "", name);
		} else {
			p->target_count++;
		}
		free(name);
	}
	if (all.data && p->target_count) {
		if (!said)
			warn_at(&first, "left out, as this version builds no image for them: %s",
			        all.data);
		said = true;
	} else {
		strings_free(&elsewhere);
		p->target_count = n->count;
	}
	p->targets = need_zeroed((p->target_count + 1) * sizeof(*p->targets));
	for (size_t i = 0, k = 0; i < n->count; i++)
		if (!elsewhere.count || !*elsewhere.item[i])
			read_target(r, n->child[i], &p->targets[k++]);
	strings_free(&elsewhere);
	text_free(&all);
}

char *target_name(const struct target *t)
{
	return t->name ? copy_string(t->name) : format("%s/%s", t->machine, t->architecture);
}

/* Each has a .config and an image of its own, which are found by the name. */
static void check_names(struct reader *r)
{
	struct project *p = r->project;
	struct strings names = {0};

	for (size_t i = 0; i < p->target_count; i++) {
		const struct target *t = &p->targets[i];
		char *name = t->machine && t->architecture ? target_name(t) : NULL;

		if (name && t->name && (strchr(name, '/') || name[0] == '.')) {
			fail_at(&t->place, "'%s' cannot be a target's name", name);
			hint("leave out / and a leading dot");
			r->errors++;
		}
		if (name && !strings_add_new(&names, name)) {
			fail_at(&t->place, "there are two targets '%s'", name);
			hint("give each a name of its own (name: NAME)");
			r->errors++;
		}
		free(name);
	}
	strings_free(&names);
}

void reader_targets(struct reader *r, const struct node *n)
{
	struct project *p = r->project;

	if (!node_is_null(n) && n->kind != NODE_LIST) {
		reader_fail(r, n, "targets must be a list");
		return;
	}
	if (!node_is_null(n) && n->count) {
		read_targets(r, n);
		p->own_targets = p->target_count;
		check_names(r);
		return;
	}
	p->targets = need_zeroed(sizeof(*p->targets));
	p->targets[0] = (struct target){.architecture = copy_string("x86_64"),
	                                .platform = copy_string("kvm"),
	                                .machine = copy_string("kvm"),
	                                .place = {r->file, 0, 0}};
	p->target_count = 1;
}

static bool fits(const struct target *t, const char *name, const char *platform,
                 const char *architecture, bool exactly)
{
	if (platform && strcmp(exactly ? platform : platform_name(platform), t->platform) &&
	    strcmp(platform, t->machine))
		return false;
	if (architecture && strcmp(architecture, t->architecture))
		return false;
	if (!name || (t->name && strcmp(name, t->name) == 0))
		return true;
	for (int i = 0; i < 2; i++) {
		char *whole = format("%s/%s", i ? t->platform : t->machine, t->architecture);
		bool same = strcmp(whole, name) == 0;

		free(whole);
		if (same)
			return true;
	}
	return false;
}

const struct target *project_target(const struct project *p, const char *name, const char *platform,
                                    const char *architecture)
{
	struct text all = {0};

	/* another name of the same platform does when no target has this one */
	for (int other = 0; other < 2; other++)
		for (size_t i = 0; i < p->target_count; i++)
			if (fits(&p->targets[i], name, platform, architecture, !other))
				return &p->targets[i];
	for (size_t i = 0; i < p->target_count; i++) {
		const struct target *t = &p->targets[i];

		text_addf(&all, "%s%s/%s", i ? ", " : "", t->machine, t->architecture);
		if (t->name)
			text_addf(&all, " (%s)", t->name);
	}
	fail("%s has no target '%s%s%s'", p->shown,
	     name       ? name
	     : platform ? platform
	                : "*",
	     name ? "" : "/",
	     name           ? ""
	     : architecture ? architecture
	                    : "*");
	hint("its targets are: %s", all.data);
	text_free(&all);
	return NULL;
}
