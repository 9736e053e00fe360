/* SPDX-License-Identifier: BSD-3-Clause */
/* Inodes and the names of a directory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "testfs.h"

void testfs_now(struct timespec *time)
{
	clock_gettime(CLOCK_REALTIME, time);
}

struct testfs_inode *testfs_inode_new(struct testfs *fs, int type, mode_t mode)
{
	struct testfs_inode *inode = calloc(1, sizeof(*inode));

	if (!inode)
		return NULL;
	inode->ino = fs->next_ino++;
	inode->type = type;
	inode->mode = mode & 07777;
	inode->nlink = type == VDIR ? 1 : 0;
	inode->last = &inode->entries;
	testfs_now(&inode->mtime);
	inode->atime = inode->ctime = inode->mtime;
	fs->inodes++;
	return inode;
}

void testfs_inode_done(struct testfs *fs, struct testfs_inode *inode)
{
	if (inode->nlink || inode->users)
		return;
	fs->inodes--;
	free(inode->data);
	free(inode);
}

struct testfs_entry *testfs_find(struct testfs_inode *dir, const char *name)
{
	struct testfs_entry *entry;

	for (entry = dir->entries; entry; entry = entry->next)
		if (!strcmp(entry->name, name))
			return entry;
	return NULL;
}

int testfs_add(struct testfs *fs, struct testfs_inode *dir, const char *name,
               struct testfs_inode *inode)
{
	struct testfs_entry *entry = calloc(1, sizeof(*entry));

	if (!entry)
		return ENOMEM;
	strcpy(entry->name, name);
	entry->inode = inode;
	entry->position = ++fs->next_position;
	inode->nlink++;
	*dir->last = entry;
	dir->last = &entry->next;
	testfs_now(&dir->mtime);
	dir->ctime = dir->mtime;
	return 0;
}

void testfs_take_out(struct testfs_inode *dir, struct testfs_entry *entry)
{
	struct testfs_entry **at = &dir->entries;

	while (*at != entry)
		at = &(*at)->next;
	*at = entry->next;
	if (!entry->next)
		dir->last = at;
	testfs_now(&dir->mtime);
	dir->ctime = dir->mtime;
	free(entry);
}
