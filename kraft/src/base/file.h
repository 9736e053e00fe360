/* SPDX-License-Identifier: BSD-3-Clause */
/* Files, folders and paths. Functions that can fail return 0 or a negative errno and print nothing.
 */
#ifndef KRAFT_FILE_H
#define KRAFT_FILE_H

#include "text.h"

/* Appends the whole file. */
int file_read(const char *path, struct text *out);
/* Old or new content, never a mixture: written beside the file, synchronised and renamed. */
int file_write(const char *path, const char *data, size_t len);
/* As file_write(), and leaves the file (and its time) alone when it says the same already; 1 when
 * changed. */
int file_update(const char *path, const char *data, size_t len);
int file_copy(const char *from, const char *to);

bool is_file(const char *path);
bool is_folder(const char *path);
bool is_empty_folder(const char *path);
/* Nanoseconds since 1970, 0 when there is no such file. */
long long file_time(const char *path);

int folder_make(const char *path); /* with its parents */
/* A new folder that nobody else can read, in $TMPDIR or /tmp; the caller frees the path. NULL:
 * errno says why. */
char *folder_temporary(const char *name);
/* Copies a tree. Names in `skip` (NULL-terminated, may be NULL) are left out at every level. All or
 * nothing: `to` appears when it is complete; with `replace` an existing folder is exchanged. */
int folder_copy(const char *from, const char *to, const char *const *skip, bool replace);
int folder_remove(const char *path);
/* Names in a folder, sorted, without . and .. */
int folder_list(const char *path, struct strings *names);

/* Where the tool keeps things of this name: `variable` of the environment, else kraft/NAME below
 * XDG_DATA_HOME or ~/.local/share; what is gone after a boot below XDG_RUNTIME_DIR, when that can
 * be written. The caller frees it. */
char *place_for_data(const char *variable, const char *name);
char *place_for_runtime(const char *variable, const char *name);

char *path_join(const char *folder, const char *name);
char *path_absolute(const char *path); /* lexical: no symbolic link is followed, ~ is expanded */
const char *path_base(const char *path);
char *path_folder(const char *path);
/* `path` as seen from the current directory when that is shorter. */
char *path_short(const char *path);
char *find_program(const char *name);        /* in PATH; NULL when missing */
char *find_system_program(const char *name); /* also in /usr/sbin and /sbin */

/* An exclusive lock on a file (made when missing) or a folder, held until file_unlock() or the end
 * of the process; waits. Returns a descriptor or -errno. */
int file_lock(const char *path);
void file_unlock(int lock);

#endif
