/* SPDX-License-Identifier: BSD-3-Clause */
/* The index: every component that is known, and from which origin. It is a file in the workspace,
 * renewed by `kraft list update` as a whole (readers see the old or the new one), under a lock. */
#ifndef KRAFT_INDEX_H
#define KRAFT_INDEX_H

#include "base/text.h"
#include "index/workspace.h"

enum component_type { TYPE_CORE, TYPE_LIB, TYPE_APP, TYPE_PLAT, TYPE_ARCH, TYPE_COUNT };
enum origin_kind { ORIGIN_BUILTIN, ORIGIN_FOLDER, ORIGIN_GIT, ORIGIN_ARCHIVE, ORIGIN_INDEX };

struct component {
	enum component_type type;
	char *name;
	char *description;
	char *origin;   /* as people wrote it: "built-in", a path, an address */
	char *location; /* the folder or address it is taken from */
	enum origin_kind kind;
	struct strings versions; /* the first is the default */
	long long released;      /* seconds since 1970; 0: not known */
	long long checked;
};

struct index {
	struct component *item;
	size_t count;
};

/* Letters, digits and _ - + . inside: a name becomes a folder; an index may come from anywhere. */
bool component_name_valid(const char *name);
const char *component_type_name(enum component_type type);
const char *origin_kind_name(enum origin_kind kind);
/* Reads the index file; makes it from the local origins when there is none yet. */
int index_load(const struct workspace *w, struct index *index);
/* Asks every origin again. *failures counts the origins that did not answer; their old entries
 * stay. */
int index_update(const struct workspace *w, int *failures);
void index_free(struct index *index);
void index_add(struct index *index, struct component *c); /* takes what `c` owns */
void component_free(struct component *c);

/* "[type/|type-]name[@version|==version|>=version|^version…]". */
struct wanted {
	int type; /* enum component_type or -1 */
	char *name;
	char *version; /* NULL: the default */
};
int wanted_parse(const char *text, struct wanted *out); /* -EINVAL after a message */
void wanted_free(struct wanted *w);
/* The first entry wins: a person's own origins stand before the built-in one. NULL when there is
 * none. */
struct component *index_find(const struct index *index, int type, const char *name);
/* A library as projects name it: by the name that it registers (libNAME), by that of its folder or
 * repository (lib-NAME), or one that another library is there in the stead of, which has versions
 * of its own. */
struct component *index_library(const struct index *index, const char *name, bool *stands_in);
/* The library that is there in the stead of this symbol's, or NULL. */
const char *symbol_stand_in(const char *symbol);
/* The same after a message with the nearest name when there is none. */
struct component *index_need(const struct index *index, int type, const char *name);
/* The version as the origin knows it. ">=1", "<2", "!=1.3", "^1" (1.x), "~1.2" (1.2.x) and several
 * of them with commas choose the newest that fits; NULL when there is none. */
const char *component_version(const struct component *c, const char *wanted);
/* Would this version do? */
bool version_fits(const char *version, const char *wanted);

/* Is this a commit, which the origin (a repository) need not announce? */
bool component_has_commit(const struct component *c, const char *version);

/* Where it stands, or would stand, in the workspace. The caller frees it. */
char *component_folder(const struct workspace *w, enum component_type type, const char *name);
/* The folder a build uses: in the workspace, or an origin that is a folder itself. NULL when not
 * installed. */
char *component_installed(const struct workspace *w, const struct index *index,
                          enum component_type type, const char *name);

/* --- origins ---------------------------------------------------------------- */

enum origin_kind origin_kind_of(const char *origin);
/* Everything that one origin offers; 0 or a negative errno after a message. */
int origin_scan(const char *origin, struct index *out);
int builtin_scan(struct index *out);
/* How a component that comes from here is called: https://host/owner/lib-NAME.git is NAME. The
 * caller frees it. */
char *origin_component_name(const char *origin);
/* What the folder is, by what stands in it: -ENOENT when it is no component. */
int folder_inspect(const char *folder, struct component *out);
bool folder_is_component(const char *folder);
/* The option, without CONFIG_, under which the library in a folder is built: as its Makefile.uk
 * says, else LIBNAME. The caller frees it. */
char *library_option(const char *folder, const char *name);
/* lib-nginx, app-nginx and nginx.git are all nginx. The caller frees it. */
char *folder_plain_name(const char *base);

struct pull_options {
	bool force;  /* replace what is there */
	bool git;    /* keep it as a git repository */
	bool verify; /* of an archive: its checksum */
	const char
	        *commit; /* of a repository: this one, though it is noted as the version; or NULL */
};
/* Brings a component into the workspace; nothing is there or everything is. 1 when it was there
 * already. */
int component_pull(const struct workspace *w, const struct component *c, const char *version,
                   const struct pull_options *o);
/* By name through the index, with the libraries that its Config.uk selects when `deep`. */
int pull_by_name(const struct workspace *w, const struct index *index, const char *text,
                 const struct pull_options *o, bool deep);
/* The libraries that the Config.uk in a folder selects, as far as they are not there. */
int pull_selected(const struct workspace *w, const struct index *index, const char *folder,
                  const struct pull_options *o);

#endif
