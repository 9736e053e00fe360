/* SPDX-License-Identifier: BSD-3-Clause */
/* A Dockerfile as a list of instructions, and what is needed to carry it out. */
#ifndef KRAFT_ROOTFS_DOCKERFILE_H
#define KRAFT_ROOTFS_DOCKERFILE_H

#include "base/text.h"
#include "rootfs/rootfs.h"
#include "term/message.h"

struct instruction {
	char *name;           /* upper case */
	char *text;           /* what follows, with lines joined */
	struct strings flags; /* "--from=build" without the dashes in front */
	struct strings words; /* split at blanks with quotes, or the JSON array's */
	bool json;            /* the words came from a JSON array */
	int line;
};

struct stage {
	char *name;        /* NULL: only its number */
	size_t first, end; /* instructions behind FROM */
	struct instruction *from;
	char *tree; /* the folder with its files, NULL before it is carried out */
	/* What it says besides files, for stages that begin with it. */
	struct strings environment, entrypoint, command, labels;
	char *directory;
};

struct dockerfile {
	const char *shown;
	char *context; /* the folder that COPY and ADD read */
	struct instruction *item;
	size_t count;
	struct stage *stages;
	size_t stage_count;
	struct strings ignore; /* lines of .dockerignore */
};

/* --- dockerfile.c: reading. 0 or a negative errno after messages ------------------- */
int dockerfile_read(const char *path, struct dockerfile *d);
void dockerfile_free(struct dockerfile *d);
struct place dockerfile_place(const struct dockerfile *d, const struct instruction *i);
/* The value of a flag, NULL when it is not given. */
const char *instruction_flag(const struct instruction *i, const char *name);

/* --- variables.c: ARG and ENV -------------------------------------------------------- */
struct variables {
	struct strings arguments;   /* NAME=VALUE of ARG */
	struct strings environment; /* NAME=VALUE of ENV; goes first */
};
void variables_set(struct strings *list, const char *name, const char *value);
/* $NAME, ${NAME}, ${NAME:-WORD}, ${NAME:+WORD}, \$; the caller frees it. NULL after a message. */
char *variables_expand(const struct variables *v, const char *text, const struct place *place);

/* --- copy.c: COPY and ADD ------------------------------------------------------------- */
struct copying {
	const char *from;             /* folder that sources are relative to */
	const char *to;               /* the stage's tree */
	const char *directory;        /* WORKDIR, for relative destinations */
	const struct strings *ignore; /* NULL: nothing is left out */
	int mode;                     /* --chmod; -1: as they are */
	bool unpack;                  /* ADD: archives are unpacked */
	struct place place;
};
int copy_files(const struct copying *c, const struct strings *sources, const char *destination);
/* A folder in the tree, with its parents; of `c` from and ignore do not matter. */
int copy_make_folder(const struct copying *c, const char *path);

/* --- engine.c: with docker, podman or buildah ------------------------------------------- */
/* The name of an engine that works here; NULL: there is none. */
const char *engine_find(void);
/* Lets the engine build it; *tree as for dockerfile_build(). */
int engine_build(const char *engine, const char *path, const struct dockerfile *d,
                 const char *scratch, char **tree);

#endif
