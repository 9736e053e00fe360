/* SPDX-License-Identifier: BSD-3-Clause */
/* Clones. A repository at an address is fetched into a bare one in the cache, as shallow as
 * possible, and cloned from there. Fetches into one are serialised by a lock; git itself leaves
 * nothing half-made when it is killed. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "index/repository.h"
#include "term/message.h"

static int git(const char *const *words, struct text *errors)
{
	static const char *const variables[] = {"GIT_TERMINAL_PROMPT=0",
	                                        "GIT_SSH_COMMAND=ssh -o BatchMode=yes -o "
	                                        "ConnectTimeout=10",
	                                        NULL};
	struct strings argv = {0};
	struct text output = {0};
	int status;

	strings_add(&argv, "git");
	strings_add(&argv, "-c");
	strings_add(&argv, "advice.detachedHead=false");
	strings_add(&argv, "-c");
	strings_add(&argv, "http.lowSpeedLimit=1");
	strings_add(&argv, "-c");
	strings_add(&argv, "http.lowSpeedTime=20");
	for (; *words; words++)
		strings_add(&argv, *words);
	status = process_run(&(struct process){.argv = (const char *const *)argv.item,
	                                       .variables = variables,
	                                       .output = &output,
	                                       .errors = errors});
	strings_free(&argv);
	text_free(&output);
	return status;
}

static char *cache_folder(void)
{
	const char *value = getenv("UK_CACHEDIR");
	char *root, *folder;

	if (value && *value)
		root = path_absolute(value);
	else if ((value = getenv("XDG_CACHE_HOME")) && *value == '/')
		root = path_join(value, "kraft");
	else
		root = path_absolute("~/.cache/kraft");
	folder = path_join(root, "git");
	free(root);
	return folder;
}

/* https://host/a/lib-b.git → host-a-lib-b-HASH; the hash tells apart what the letters do not. */
static char *mirror_folder(const char *address)
{
	char *folder = cache_folder(), *path;
	const char *start = strstr(address, "://");
	unsigned int hash = 2166136261U;
	struct text name = {0};

	for (const char *c = start ? start + 3 : address; *c && name.len < 80; c++)
		text_add_bytes(&name, isalnum((unsigned char)*c) ? c : "-", 1);
	for (const char *c = address; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619U;
	text_addf(&name, "-%08x.git", hash);
	path = path_join(folder, name.data);
	text_free(&name);
	free(folder);
	return path;
}

static bool holds(const char *mirror, const char *what)
{
	char *object = format("%s^{commit}", what);
	struct text errors = {0};
	int status = git((const char *const[]){"-C", mirror, "rev-parse", "--verify", "--quiet",
	                                       object, NULL},
	                 &errors);

	text_free(&errors);
	free(object);
	return status == 0;
}

/* One reference, without history. False when there is none of that kind, or no answer. */
static bool fetch_one(const char *mirror, const char *address, const char *kind,
                      const char *version, struct text *why)
{
	char *reference = format("+refs/%s/%s:refs/%s/%s", kind, version, kind, version);
	int status;

	text_free(why);
	status = git((const char *const[]){"-C", mirror, "fetch", "--quiet", "--no-tags", "--force",
	                                   "--depth", "1", "--", address, reference, NULL},
	             why);
	free(reference);
	return status == 0;
}

/* A server may refuse a single commit; all branches and tags have it then. */
static bool fetch_commit(const char *mirror, const char *address, const char *commit,
                         struct text *why)
{
	if (strlen(commit) == 40 &&
	    git((const char *const[]){"-C", mirror, "fetch", "--quiet", "--no-tags", "--depth", "1",
	                              "--", address, commit, NULL},
	        why) == 0 &&
	    holds(mirror, commit))
		return true;
	text_free(why);
	/* Shallow tips would end the history again. */
	char *shallow = path_join(mirror, "shallow");
	bool cut = is_file(shallow);

	free(shallow);
	return git((const char *const[]){"-C", mirror, "fetch", "--quiet", "--force",
	                                 cut ? "--unshallow" : "--tags", "--", address,
	                                 "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*",
	                                 NULL},
	           why) == 0 &&
	       holds(mirror, commit);
}

/* Fetches what is wanted; true when the mirror has it, from now or from earlier. */
static bool renew(const char *mirror, const char *address, const char *version, const char *commit)
{
	char *branch = format("refs/heads/%s", version), *tag = format("refs/tags/%s", version);
	struct text why = {0};
	bool fetched, there;

	if (commit && holds(mirror, commit)) {
		there = true;
		goto out;
	}
	say("fetching %s@%s", address, commit ? commit : version);
	if (commit) {
		fetched = there = fetch_commit(mirror, address, commit, &why);
	} else {
		fetched = fetch_one(mirror, address, "heads", version, &why) ||
		          fetch_one(mirror, address, "tags", version, &why);
		there = fetched || holds(mirror, branch) || holds(mirror, tag);
	}
	if (!fetched && there)
		warn("%s does not answer: using what it gave earlier as %s", address, version);
	else if (!there)
		fail("git could not bring %s@%s%s%s", address, commit ? commit : version,
		     why.len ? ": " : "", why.len ? trim(why.data) : "");
out:
	text_free(&why);
	free(branch);
	free(tag);
	return there;
}

/* Doing it again is no harm, and completes one that was interrupted. */
static int make_mirror(const char *mirror)
{
	struct text errors = {0};
	int status = git((const char *const[]){"init", "--quiet", "--bare", "--", mirror, NULL},
	                 &errors);

	if (status)
		fail("the cache %s cannot be made: %s", mirror,
		     errors.len ? trim(errors.data) : "git is missing");
	text_free(&errors);
	return status ? -EIO : 0;
}

/* All of a local repository; of the mirror what was asked for. */
static int clone(const char *from, const char *version, const char *commit, const char *to,
                 const char *origin)
{
	const bool local = !origin;
	char *address = local ? copy_string(from) : format("file://%s", from);
	struct text errors = {0};
	int status;

	if (commit) {
		status = git((const char *const[]){"clone", "--quiet", "--no-checkout", "--",
		                                   address, to, NULL},
		             &errors);
		/* A commit that no branch has is not in a clone. */
		if (!status && !local)
			status = git((const char *const[]){"-C", to, "fetch", "--quiet", "--depth",
			                                   "1", "--", address, commit, NULL},
			             &errors);
		if (!status)
			status = git((const char *const[]){"-C", to, "checkout", "--quiet",
			                                   "--detach", commit, NULL},
			             &errors);
	} else {
		status = git((const char *const[]){"clone", "--quiet", "--branch", version,
		                                   local ? "--no-hardlinks" : "--depth=1", "--",
		                                   address, to, NULL},
		             &errors);
	}
	if (!status && origin)
		status = git((const char *const[]){"-C", to, "remote", "set-url", "origin", origin,
		                                   NULL},
		             &errors);
	if (status) {
		fail("git could not bring %s@%s: %s", origin ? origin : from,
		     commit ? commit : version, errors.len ? trim(errors.data) : "no message");
		folder_remove(to);
	}
	text_free(&errors);
	free(address);
	return status ? -EIO : 0;
}

int repository_clone(const char *address, const char *version, const char *commit, const char *to)
{
	char *mirror, *path, *folder;
	int error, lock;

	if (!strstr(address, "://") && !starts_with(address, "git@"))
		return clone(address, version, commit, to, NULL);
	mirror = mirror_folder(address);
	path = format("%s.lock", mirror);
	folder = path_folder(mirror);
	error = folder_make(folder);
	lock = error ? error : file_lock(path);
	if (lock < 0) {
		error = lock;
		fail("the cache %s cannot be used: %s", folder, strerror(-error));
	}
	if (!error)
		error = make_mirror(mirror);
	if (!error && !renew(mirror, address, version, commit))
		error = -EIO;
	if (!error)
		error = clone(mirror, version, commit, to, address);
	file_unlock(lock);
	free(folder);
	free(path);
	free(mirror);
	return error;
}
