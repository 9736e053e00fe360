/* SPDX-License-Identifier: BSD-3-Clause */
/* The software bill of materials of an image: every part that went into it, as a document of the
 * CycloneDX specification 1.5 (JSON). */
#ifndef KRAFT_INSPECT_SBOM_H
#define KRAFT_INSPECT_SBOM_H

#include "inspect/graph.h"

struct sbom_part {
	char *ref; /* unique in the document */
	char *name;
	char *version; /* NULL: none */
	char *description;
	char *purl;
	struct strings licences;       /* empty: unknown */
	char *licence_source;          /* where they were found; NULL: nowhere */
	const struct library *library; /* NULL: the core, or the compiler's runtime */
	bool of_origin;                /* the fetched source; else what the port adds, or all */
	char *sha256;                  /* of the archive; "" when it is not known */
};

struct sbom {
	const struct plan *plan;
	const struct inventory *inventory;
	struct sbom_part *item; /* sorted by ref */
	size_t count;
	char *image_sha256;
	struct strings edges; /* "REF REF": the first needs the second; sorted */
};

/* Needs a built image. 0 or a negative errno after messages. */
int sbom_make(const struct plan *plan, const struct inventory *inventory, const struct graph *graph,
              struct sbom *sbom);
void sbom_free(struct sbom *sbom);
/* The document, appended: the same text for the same image. `timestamp` (ISO 8601) may be NULL. 0
 * or a negative errno after a message. */
int sbom_write(const struct sbom *sbom, const char *timestamp, struct text *out);

#endif
