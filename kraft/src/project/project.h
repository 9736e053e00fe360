/* SPDX-License-Identifier: BSD-3-Clause */
/* A project: what kraft.yaml (specification 0.5 or 0.6) says, checked. Positions stay with each
 * part so that later steps can name the line that asked for something. */
#ifndef KRAFT_PROJECT_H
#define KRAFT_PROJECT_H

#include "base/text.h"
#include "project/tests.h"
#include "project/yaml.h"
#include "term/message.h"

/* One configuration value; `name` without CONFIG_, `value` without quotes. */
struct setting {
	char *name;
	char *value;
	struct place place;
};

struct settings {
	struct setting *item;
	size_t count;
};

struct component_use {
	char *name;
	char *version;      /* NULL: any */
	char *source;       /* NULL: by the index */
	const char *folder; /* where a relative source begins: that of its kraft.yaml */
	struct settings kconfig;
	struct place place;
	struct place version_place;
};

struct target {
	char *name; /* NULL: none given */
	char *architecture;
	char *platform; /* as the build system calls it: kvm */
	char *machine;  /* qemu, …: how the platform was written */
	struct settings kconfig;
	struct place place;
};

struct named_value { /* a volume or a network */
	char *name;
	struct strings values; /* KEY=VALUE */
	const char *folder;    /* where relative names begin: that of its kraft.yaml */
	struct place place;
};

enum volume_kind {
	VOLUME_LINE,  /* "SOURCE:TARGET[:ro]" */
	VOLUME_SHARE, /* a map, driver 9pfs, virtiofs or none */
	VOLUME_DISK,  /* a map, driver block */
	VOLUME_EXT,   /* a map, driver ext4, ext3 or ext2: a disk that is mounted */
	VOLUME_INITRD,
	VOLUME_UNKNOWN, /* another driver */
};

/* The value of KEY; NULL when it is not there. */
const char *named_value_get(const struct named_value *value, const char *key);
enum volume_kind volume_kind(const struct named_value *volume);
/* Where a program finds it; NULL: nothing is said. The caller frees it. */
char *volume_target(const struct named_value *volume);
/* Whether a shared folder asks for virtiofs. */
bool volume_is_virtiofs(const struct named_value *volume);

struct project {
	char *folder; /* absolute */
	char *file;   /* absolute path of kraft.yaml */
	char *shown;  /* the same for messages */
	char *name;
	char *outdir;  /* absolute; FOLDER/build without one */
	char *sources; /* folder of Makefile.uk and Config.uk: `folder`, or the template's */
	struct component_use template; /* the application it starts from; name NULL: none */
	struct project *base; /* that application, by template_apply(); NULL: none, or not yet */
	struct strings arguments;
	struct strings environment; /* NAME=VALUE */
	struct strings labels;      /* NAME=VALUE */
	char *rootfs;
	char *runtime; /* a package to run on instead of an image built here; NULL: none */
	struct place runtime_place;
	struct component_use unikraft;
	bool own_arguments; /* kraft.yaml itself says them, or that there are none */
	bool own_targets;
	struct target *targets;
	size_t target_count;
	struct component_use *libraries;
	size_t library_count;
	struct named_value *volumes;
	size_t volume_count;
	struct named_value *networks;
	size_t network_count;
	struct test_cases tests; /* of kraft.yaml; see tests_load_files() */
};

/* Reads and checks what kraft.yaml itself says; each fault is a message, -EINVAL at the end.
 * -ENOENT: no kraft.yaml in `folder`. What its template adds comes by template_apply(), see
 * template.h. */
int project_load(const char *folder, struct project *p);
void project_free(struct project *p);

/* Does the short form of a component (unikraft: WORD) name a folder or an address, not a version?
 */
bool component_is_source(const char *word);

/* kraft.yaml, kraft.yml or Kraftfile in a folder; NULL when there is none. The caller frees it. */
char *project_file(const char *folder);
/* The target of this name (or platform/architecture), or that fits the given parts (NULL: any).
 * NULL after a message. */
const struct target *project_target(const struct project *p, const char *name, const char *platform,
                                    const char *architecture);
void settings_add(struct settings *s, const char *name, const char *value,
                  const struct place *place);
/* "K=V", "CONFIG_K=V" or "K" (=y); quotes around V are dropped. */
void settings_parse(struct settings *s, const char *assignment, const struct place *place);
void settings_free(struct settings *s);
const struct setting *settings_find(const struct settings *s, const char *name);

/* How a target is called in messages, for -t and in names of files: its name, else
 * MACHINE/ARCHITECTURE. The caller frees it. */
char *target_name(const struct target *t);

/* ${NAME}, ${NAME:-default} and $$; returns a new string, or NULL after a message. */
char *interpolate(const char *s, const struct place *place);

/* How the build system calls a platform: qemu is kvm. */
const char *platform_name(const char *machine);
/* Before a project is loaded: its targets may name what lies in these folders as well. */
void targets_know(const char *platforms, const char *architectures);
/* False after a message at `place` (which may be NULL) with the nearest or all that are known. */
bool platform_known(const struct place *place, const char *platform);
bool architecture_known(const struct place *place, const char *architecture);

#endif
