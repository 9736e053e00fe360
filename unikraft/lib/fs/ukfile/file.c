/* SPDX-License-Identifier: BSD-3-Clause */
/* Files and open files: set-up and reference counts. */
#include <errno.h>
#include <uk/alloc.h>
#include <uk/file.h>
#include "lock.h"

void uk_file_init(struct uk_file *file, const struct uk_file_ops *ops, void *priv)
{
	*file = (struct uk_file){.ops = ops, .priv = priv, .refs = 1};
	uk_pollq_init(&file->pollq);
}

void uk_file_put(struct uk_file *file)
{
	if (--file->refs == 0 && file->ops->release)
		file->ops->release(file);
}

struct uk_open_file *uk_open_file_new(struct uk_file *file, unsigned int flags)
{
	struct uk_open_file *of = uk_malloc(uk_alloc_get_default(), sizeof(*of));

	if (!of) {
		uk_file_put(file);
		return NULL;
	}
	*of = (struct uk_open_file){.file = file, .flags = flags, .refs = 1};
	UK_INIT_LIST_HEAD(&of->watches);
	return of;
}

void uk_open_file_put(struct uk_open_file *of)
{
	if (--of->refs)
		return;
	while (!uk_list_empty(&of->watches)) {
		struct uk_open_watch *watch =
		        uk_list_first_entry(&of->watches, struct uk_open_watch, link);

		uk_list_del_init(&watch->link);
		watch->closed(watch);
	}
	if (of->lock)
		uk_file_unlock(of);
	if (of->file->ops->closed)
		of->file->ops->closed(of);
	uk_file_put(of->file);
	if (of->node)
		uk_file_put(of->node);
	uk_free(uk_alloc_get_default(), of);
}
