/* SPDX-License-Identifier: BSD-3-Clause */
/* Packages from the tool's side: where they are, and what is in one. bin/kraft-fetch does the work
 * (see oci/oci.h); this calls it.
 *
 * A package is named by NAME[:TAG] in the local store, by oci:FOLDER[:NAME] or
 * oci-archive:FILE[:NAME], or by the plain path of a layout's folder or archive. The store is
 * $KRAFT_PACKAGES, else $XDG_DATA_HOME/kraft/packages, else ~/.local/share/kraft/packages, and is
 * an image layout itself. Functions return 0 or a negative errno and have then printed one message.
 */
#ifndef KRAFT_PACKAGE_H
#define KRAFT_PACKAGE_H

#include "base/text.h"

struct package_place {
	char *location; /* folder or archive */
	char *name;     /* in it; NULL: the only one */
	bool store;     /* it is the local store */
};

struct package {
	char *name;
	char *digest;
	char *folder; /* holds the files; removed by package_close() */
	char *kernel;
	char *debug;     /* with symbols; NULL: none */
	char *initrd;    /* NULL: none */
	char *dotconfig; /* NULL: the package does not tell */
	struct strings arguments;
	struct strings environment; /* NAME=VALUE */
	struct strings labels;
};

char *package_store(void); /* the caller frees it */
void package_place_parse(const char *reference, struct package_place *place);
void package_place_free(struct package_place *place);
/* Nobody may have made a store yet: -ENOENT then. */
int package_place_check(const struct package_place *place);
/* Is there a package of this name in the store? Prints nothing. */
bool package_in_store(const char *name);
/* Does `word` name a package that is there, in the store or elsewhere? A file or folder goes before
 * the store. Prints nothing. */
bool package_known(const char *word);

/* Verifies the package and takes it apart into a folder of its own. */
int package_open(const char *reference, struct package *package);
/* With `keep` the folder stays until the next package is opened. */
void package_close(struct package *package, bool keep);

/* Runs kraft-fetch oci with these words, which it frees. *output gets what it prints; NULL: it goes
 * where ours goes. Returns its exit status. */
int package_run(struct strings *words, struct text *output);

#endif
