/* SPDX-License-Identifier: BSD-3-Clause */
/* The small files that programs expect on any system. Libraries announce them; they are made in a
 * root in memory, unless the initrd has brought its own. */
#include <fcntl.h>
#include <string.h>
#include <uk/print.h>
#include "initrd.h"
#include "vfs.h"

extern const struct uk_usual_file __weak __start_uk_vfs_usual_files[];
extern const struct uk_usual_file __weak __stop_uk_vfs_usual_files[];

static int make_file(const struct uk_usual_file *usual)
{
	struct iovec text = {(void *)(__uptr)usual->text, strlen(usual->text)};
	struct uk_open_file *of;
	int rc;

	vfs_make_parents(NULL, usual->path);
	rc = uk_vfs_open(NULL, usual->path, O_WRONLY | O_CREAT | O_EXCL, 0644, &of);
	if (rc)
		return rc == -EEXIST ? 0 : rc;
	rc = (int)of->file->ops->write(of, &text, 1, 0);
	uk_open_file_put(of);
	return rc < 0 ? rc : 0;
}

void vfs_make_usual_files(void)
{
	const struct uk_usual_file *usual;
	int rc;

	for (usual = __start_uk_vfs_usual_files; usual < __stop_uk_vfs_usual_files; usual++) {
		rc = make_file(usual);
		if (rc)
			uk_pr_warn("vfs: %s cannot be made: error %d\n", usual->path, -rc);
	}
}
