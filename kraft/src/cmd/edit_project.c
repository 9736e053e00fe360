/* SPDX-License-Identifier: BSD-3-Clause */
/* Changing kraft.yaml. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/edit_project.h"
#include "cmd/session.h"
#include "project/project.h"
#include "term/message.h"

int edit_project(const char *folder, int (*edit)(struct text *text, void *context), void *context)
{
	struct project p;
	struct text text = {0};
	int error = project_load(folder ? folder : ".", &p), lock = -1;

	if (!error) {
		lock = file_lock(p.folder);
		error = file_read(p.file, &text);
		if (error)
			fail("%s cannot be read: %s", p.shown, strerror(-error));
	}
	if (!error)
		error = edit(&text, context);
	if (error == -EEXIST)
		fail("%s is written in a way that cannot be edited here", p.shown);
	if (!error) {
		error = file_update(p.file, text.data, text.len);
		if (error < 0)
			fail("%s cannot be written: %s", p.shown, strerror(-error));
	}
	file_unlock(lock);
	text_free(&text);
	project_free(&p);
	return error < 0 ? EXIT_FAILED : 0;
}
