/* SPDX-License-Identifier: BSD-3-Clause */
/* What stands in the folders of a plan now, as a lock. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "index/installed.h"
#include "project/lock.h"
#include "term/message.h"

static char *compiler_line(void)
{
	const char *name = getenv("COMPILER"), *prefix = getenv("CROSS_COMPILE");
	bool clang = name && strcmp(name, "clang") == 0;
	char *program = format("%s%s", prefix && !clang ? prefix : "", clang ? "clang" : "gcc");
	const char *const argv[] = {program, "--version", NULL};
	struct text out = {0}, errors = {0};
	char *line = NULL;

	if (process_run(&(struct process){.argv = argv, .output = &out, .errors = &errors}) == 0 &&
	    out.len) {
		out.data[strcspn(out.data, "\n")] = 0;
		line = copy_string(out.data);
	}
	text_free(&out);
	text_free(&errors);
	free(program);
	return line;
}

/* `folder` as seen from `from`, both absolute. */
static char *relative(const char *from, const char *folder)
{
	struct text out = {0};
	size_t shared = 0;

	for (size_t i = 0;; i++) {
		bool a = !from[i] || from[i] == '/', b = !folder[i] || folder[i] == '/';

		if (a && b)
			shared = i;
		if (from[i] != folder[i] || !from[i])
			break;
	}
	for (const char *c = from + shared; *c; c++)
		if (*c == '/')
			text_add(&out, out.len ? "/.." : "..");
	if (folder[shared])
		text_addf(&out, "%s%s", out.len ? "/" : "", folder + shared + 1);
	return out.len ? out.data : copy_string(".");
}

/* Which version this is, and where it came from. */
static void identify(const struct workspace *w, const struct index *index, const struct project *p,
                     const char *folder, struct locked *c)
{
	const struct component *known = index_find(index, c->type, c->name);
	char *own = component_folder(w, c->type, c->name);
	bool copied = strcmp(own, folder) == 0;
	struct installed i;

	installed_read(w, c->type, c->name, folder, &i);
	c->commit = i.commit;
	i.commit = NULL;
	if (copied && i.origin) {
		c->origin = is_folder(i.origin) ? relative(p->folder, i.origin) : i.origin;
		if (c->origin == i.origin)
			i.origin = NULL;
		c->version = i.version;
		i.version = NULL;
	} else if (known && known->kind == ORIGIN_BUILTIN) {
		c->origin = copy_string("built-in");
	} else {
		c->origin = relative(p->folder, folder);
	}
	/* The one state that came with the tool has many names, the last of which tells. */
	if (known && known->kind == ORIGIN_BUILTIN && known->versions.count) {
		free(c->version);
		c->version = copy_string(known->versions.item[known->versions.count - 1]);
	}
	installed_free(&i);
	free(own);
}

/* Archives fetched for a library lie in its build folder. */
static void find_archives(const struct plan *plan, const char *name, struct strings *paths)
{
	static const char *const ends[] = {".gz",  ".xz",  ".bz2", ".zst",
	                                   ".tgz", ".txz", ".zip", ".tar"};
	char *symbol = copy_string(name), *folder;
	struct strings names = {0};

	for (char *c = symbol; *c; c++)
		*c = *c == '-' ? '_' : *c;
	folder = format("%s/lib%s", plan->build, symbol);
	folder_list(folder, &names);
	for (size_t i = 0; i < names.count; i++)
		for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
			if (ends_with(names.item[i], ends[k])) {
				strings_take(paths, path_join(folder, names.item[i]));
				break;
			}
	strings_free(&names);
	free(folder);
	free(symbol);
}

struct question {
	struct strings argv;
	struct text answer;
};

/* "HASH  PATH" of what was asked; NULL when it could not be had. The caller frees it. */
static char *answer_for(const struct question *q, const char *path)
{
	char *end = format("  %s\n", path);
	const char *at = q->answer.data ? strstr(q->answer.data, end) : NULL;
	char *hash = at && at - q->answer.data >= 64 ? copy_bytes(at - 64, 64) : NULL;

	free(end);
	return hash;
}

/* All hashes by one child. */
static int hash_all(const struct plan *plan, struct lock *l, const struct strings *folders)
{
	char *program = fetch_program();
	struct question q = {0};
	int error = 0;

	if (!program) {
		fail("kraft-fetch is missing");
		return -ENOENT;
	}
	strings_add(&q.argv, program);
	strings_add(&q.argv, "tree");
	for (size_t i = 0; i < l->count; i++) {
		if (!l->item[i].commit || !folder_is_clean(folders->item[i])) {
			if (l->item[i].type == TYPE_CORE)
				strings_add(&q.argv, "--whole");
			strings_add(&q.argv, folders->item[i]);
		}
		if (l->item[i].type == TYPE_LIB)
			find_archives(plan, l->item[i].name, &q.argv);
	}
	if (q.argv.count > 2 &&
	    process_run(&(struct process){.argv = (const char *const *)q.argv.item,
	                                  .output = &q.answer}) != 0)
		error = -EIO;
	for (size_t i = 0; i < l->count && !error; i++) {
		struct strings archives = {0};

		l->item[i].content = answer_for(&q, folders->item[i]);
		if (l->item[i].type == TYPE_LIB)
			find_archives(plan, l->item[i].name, &archives);
		for (size_t k = 0; k < archives.count; k++) {
			char *hash = answer_for(&q, archives.item[k]);

			if (hash)
				strings_addf(&l->item[i].archives, "%s %s",
				             path_base(archives.item[k]), hash);
			free(hash);
		}
		strings_sort(&l->item[i].archives);
		strings_free(&archives);
	}
	strings_free(&q.argv);
	text_free(&q.answer);
	free(program);
	return error;
}

static int by_name(const void *a, const void *b)
{
	const struct locked *x = a, *y = b;

	return x->type != y->type ? (int)x->type - (int)y->type : strcmp(x->name, y->name);
}

static void keep(const struct locked *old, struct lock *l)
{
	struct locked *c = &l->item[l->count++];

	*c = (struct locked){.type = old->type, .name = copy_string(old->name)};
	c->version = old->version ? copy_string(old->version) : NULL;
	c->origin = old->origin ? copy_string(old->origin) : NULL;
	c->commit = old->commit ? copy_string(old->commit) : NULL;
	c->content = old->content ? copy_string(old->content) : NULL;
	for (size_t i = 0; i < old->archives.count; i++)
		strings_add(&c->archives, old->archives.item[i]);
}

/* What another target alone uses stays as it was; what none uses any more goes. A component that is
 * not here hides what it selects: then everything stays. */
static void keep_of_others(const struct workspace *w, const struct plan *plan,
                           const struct lock *old, struct lock *out)
{
	struct strings used = {0};
	bool known;

	if (plan->project->target_count < 2 || !old)
		return;
	known = plan_all_names(w, plan, &used);
	for (size_t i = 0; i < old->count; i++)
		if (!lock_find(out, old->item[i].type, old->item[i].name) &&
		    (!known || strings_has(&used, old->item[i].name)))
			keep(&old->item[i], out);
	strings_free(&used);
}

/* Names and folders of what is to be locked. */
static void add_components(const struct plan *plan, struct lock *out, struct strings *folders)
{
	const struct project *p = plan->project;

	out->item[out->count++] =
	        (struct locked){.type = TYPE_CORE, .name = copy_string("unikraft")};
	strings_add(folders, plan->core);
	for (size_t i = 0; i < plan->names.count; i++) {
		out->item[out->count++] =
		        (struct locked){.type = TYPE_LIB, .name = copy_string(plan->names.item[i])};
		strings_add(folders, plan->folders.item[i]);
	}
	for (; p->base; p = p->base) {
		out->item[out->count++] =
		        (struct locked){.type = TYPE_APP, .name = copy_string(p->template.name)};
		strings_add(folders, p->base->folder);
	}
}

int lock_now(const struct workspace *w, const struct plan *plan, const struct lock *old,
             struct lock *out)
{
	const struct project *p = plan->project;
	struct strings folders = {0};
	struct index index;
	int error = index_load(w, &index);
	size_t templates = 0;

	memset(out, 0, sizeof(*out));
	if (error)
		return error;
	out->tool = copy_string(KRAFT_VERSION);
	out->compiler = compiler_line();
	for (const struct project *q = p; q->base; q = q->base)
		templates++;
	out->item = need_zeroed((plan->names.count + 1 + templates + (old ? old->count : 0)) *
	                        sizeof(*out->item));
	add_components(plan, out, &folders);
	for (size_t i = 0; i < out->count; i++)
		identify(w, &index, p, folders.item[i], &out->item[i]);
	error = hash_all(plan, out, &folders);
	keep_of_others(w, plan, old, out);
	/* What was fetched for another target, or not yet for this one, is known from before. */
	for (size_t i = 0; i < out->count; i++) {
		const struct locked *before = lock_find(old, out->item[i].type, out->item[i].name);

		if (!out->item[i].archives.count && before && before->archives.count &&
		    before->content && out->item[i].content &&
		    strcmp(before->content, out->item[i].content) == 0)
			for (size_t k = 0; k < before->archives.count; k++)
				strings_add(&out->item[i].archives, before->archives.item[k]);
	}
	qsort(out->item, out->count, sizeof(*out->item), by_name);
	if (error)
		lock_free(out);
	strings_free(&folders);
	index_free(&index);
	return error;
}

int lock_update(const struct workspace *w, const struct plan *plan)
{
	struct lock old, now;
	bool is_new;
	int error = lock_read(plan->project, &old);

	if (error == -EINVAL)
		return error;
	is_new = error == -ENOENT;
	error = lock_now(w, plan, &old, &now);
	if (!error) {
		error = lock_write(plan->project, &now);
		if (error > 0)
			say("%s kraft.lock", is_new ? "wrote" : "updated");
		lock_free(&now);
	}
	lock_free(&old);
	return error < 0 ? error : 0;
}

int lock_check(const struct workspace *w, const struct plan *plan)
{
	struct lock wanted, now;
	int error = lock_read(plan->project, &wanted);

	if (error == -ENOENT) {
		fail("%s has no kraft.lock, so nothing says what is to be used",
		     plan->project->name);
		hint("'kraft lock' writes one");
	}
	if (error)
		return error;
	error = lock_now(w, plan, &wanted, &now);
	if (!error) {
		if (lock_compare(plan->project, &wanted, &now)) {
			hint("'kraft lock' takes over what is here now; version control has what "
			     "was locked");
			error = -ESTALE;
		}
		lock_free(&now);
	}
	lock_free(&wanted);
	return error;
}
