/* SPDX-License-Identifier: BSD-3-Clause */
/* Errors of libext2fs: as errno values, and in words for people. */
#include <stdarg.h>
#include <stdio.h>
#include <uk/print.h>
#include <et/com_err.h>
#include "mount.h"

#ifndef EUCLEAN
#define EUCLEAN 117
#endif

extern const struct error_table et_ext2_error_table;

const char *ext_error_text(errcode_t error)
{
	long at = error - et_ext2_error_table.base;

	return at >= 0 && at < et_ext2_error_table.n_msgs ? et_ext2_error_table.msgs[at]
	                                                  : "input or output error";
}

void ext_report(const struct ext_mount *mount, const char *what)
{
	uk_pr_err("the file system on %s %s; repair it on the host with "
	          "e2fsck -y IMAGE\n",
	          mount->device->name, what);
}

static const struct {
	errcode_t error;
	int value;
} errors[] = {
        {EXT2_ET_NO_MEMORY, ENOMEM},
        {EXT2_ET_BLOCK_ALLOC_FAIL, ENOSPC},
        {EXT2_ET_INODE_ALLOC_FAIL, ENOSPC},
        {EXT2_ET_DIR_NO_SPACE, ENOSPC},
        {EXT2_ET_CANT_INSERT_EXTENT, ENOSPC},
        {EXT2_ET_FILE_NOT_FOUND, ENOENT},
        {EXT2_ET_FILE_EXISTS, EEXIST},
        {EXT2_ET_DIR_EXISTS, EEXIST},
        {EXT2_ET_FILE_TOO_BIG, EFBIG},
        {EXT2_ET_NO_DIRECTORY, ENOTDIR},
        {EXT2_ET_RO_FILSYS, EROFS},
        {EXT2_ET_FILE_RO, EROFS},
        {EXT2_ET_INLINE_DATA_NO_SPACE, ENOSPC},
        {EXT2_ET_EA_NO_SPACE, ENOSPC},
};

int ext_error(struct ext_mount *mount, errcode_t error)
{
	if (!error)
		return 0;
	if (error > 0 && error < 4096)
		return -(int)error;
	for (unsigned int i = 0; i < ARRAY_SIZE(errors); i++)
		if (errors[i].error == error)
			return -errors[i].value;
	if (!mount->damaged) {
		mount->damaged = 1;
		uk_pr_err("%s: %s\n", mount->device->name, ext_error_text(error));
		ext_report(mount, "is damaged");
	}
	if (mount->writable && mount->fs && !(mount->fs->super->s_state & EXT2_ERROR_FS)) {
		mount->fs->super->s_state |= EXT2_ERROR_FS;
		ext2fs_mark_super_dirty(mount->fs);
	}
	return -EUCLEAN;
}

/* What libext2fs and the journal's recovery would print. */
void com_err(const char *whoami, errcode_t error, const char *format, ...)
{
	char text[160];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	uk_pr_err("%s: %s %s\n", whoami ? whoami : "", error ? ext_error_text(error) : "", text);
}

int ext_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
int ext_print(const char *format, ...)
{
	char text[160];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	uk_pr_err("%s", text);
	return 0;
}
