/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The root and what is mounted at start: by the boot parameter vfs.fstab, by the configuration, or
 * by default memory with the initrd's files in it, /dev and /tmp. It happens when the first path is
 * used, so that an image whose program uses none has no file system.
 */
#include <string.h>
#include <uk/config.h>
#include <uk/libparam.h>
#include <uk/plat/memory.h>
#include <uk/print.h>
#include <uk/thread.h>
#include <uk/wait.h>
#include "initrd.h"

struct vfs_state uk_vfs = {
        .umask = 022,
        .supers = UK_LIST_HEAD_INIT(uk_vfs.supers),
};

#ifdef CONFIG_LIBVFSCORE_FSTAB
/* An array: the list is cut up in place. */
static char fstab_configured[] = CONFIG_LIBVFSCORE_FSTAB;
#else
static char fstab_configured[] = "";
#endif
static char *fstab = fstab_configured;
UK_LIBPARAM_STRING("vfs.fstab", fstab,
                   "mounts: [ SOURCE:DIRECTORY:FILESYSTEM[:FLAGS[:OPTIONS]] ... ]");

#define FSTAB_FIELDS 6

#ifndef CONFIG_LIBVFSCORE_ROOTFS
#define CONFIG_LIBVFSCORE_ROOTFS "ramfs"
#endif
#ifndef CONFIG_LIBVFSCORE_ROOTDEV
#define CONFIG_LIBVFSCORE_ROOTDEV "none"
#endif
#ifndef CONFIG_LIBVFSCORE_ROOTOPTS
#define CONFIG_LIBVFSCORE_ROOTOPTS ""
#endif

static char *rootfs = CONFIG_LIBVFSCORE_ROOTFS;
static char *rootdev = CONFIG_LIBVFSCORE_ROOTDEV;
static char *rootopts = CONFIG_LIBVFSCORE_ROOTOPTS;
static char *rootflags = "0";
UK_LIBPARAM_STRING("vfs.rootfs", rootfs, "file system of /");
UK_LIBPARAM_STRING("vfs.rootdev", rootdev, "source of /: the tag of a shared folder");
UK_LIBPARAM_STRING("vfs.rootopts", rootopts, "options of /");
UK_LIBPARAM_STRING("vfs.rootflags", rootflags, "flags of / as mount(2): 1 read-only");

/* The thread that mounts what is mounted at start; the others wait for it. */
static struct uk_thread *starter;
static struct uk_waitq start_waitq = UK_WAIT_QUEUE_INITIALIZER(start_waitq);
static int start_error;

static int adopt_root(void)
{
	struct uk_super *super = uk_list_first_entry(&uk_vfs.supers, struct uk_super, link);

	uk_vfs.root = uk_node_get(super->root);
	uk_vfs.cwd = uk_node_get(super->root);
	return 0;
}

static int unpack_initrd(const char *where)
{
	const void *data;
	__sz len;
	int rc = ukplat_initrd(&data, &len);

	return rc ? rc : vfs_unpack(data, len, where);
}

static int mount_root(const char *source, const char *name, unsigned long flags,
                      const char *options)
{
	struct uk_fs *fs = vfs_find_fs(name);
	int rc = fs ? vfs_mount_at(fs, NULL, "/", source, flags, options) : -ENODEV;

	return rc ? rc : adopt_root();
}

static int mount_default_root(void);

/* One mount; "/" comes first, by default when it is not named. "initrd" and "extract" mean memory
 * filled from the initrd. */
static int mount_one(const char *source, const char *where, const char *name, unsigned long flags,
                     const char *options)
{
	int initrd = !strcmp(name, "initrd") || !strcmp(name, "extract"), rc;

	if (initrd && uk_vfs.root && !strcmp(where, "/"))
		return unpack_initrd("/");
	if (initrd)
		name = "ramfs";
	if (!uk_vfs.root && strcmp(where, "/")) {
		rc = mount_default_root();
		if (rc)
			return rc;
	}
	if (!uk_vfs.root) {
		rc = mount_root(source, name, flags, options);
	} else {
		vfs_make_parents(NULL, where);
		rc = uk_vfs_mkdir(NULL, where, 0755);
		if (!rc || rc == -EEXIST)
			rc = uk_vfs_mount(source, where, name, flags, options);
	}
	return !rc && initrd ? unpack_initrd(where) : rc;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* Decimal or 0x. -1: something else. */
static long number(const char *text)
{
	int base = text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10;
	long value = 0;

	text += base == 16 ? 2 : 0;
	for (; digit(*text) < base && value < 1l << 32; text++)
		value = value * base + digit(*text);
	return *text ? -1 : value;
}

static int mount_line(char *line)
{
	char *field[FSTAB_FIELDS] = {0}, *next = line;
	long flags;
	int rc;

	for (int i = 0; i < FSTAB_FIELDS && next; i++) {
		field[i] = next;
		next = strchr(next, ':');
		if (next)
			*next++ = '\0';
	}
	if (!field[2] || !*field[1] || !*field[2]) {
		uk_pr_err("vfs.fstab: \"%s\": give SOURCE:DIRECTORY:FILESYSTEM\n", line);
		return -EINVAL;
	}
	flags = field[3] ? number(field[3]) : 0;
	if (flags < 0) {
		uk_pr_err("vfs.fstab: %s: the flags \"%s\" are no number (1: read-only)\n",
		          field[1], field[3]);
		return -EINVAL;
	}
	rc = mount_one(field[0], field[1], field[2], flags,
	               field[4] && *field[4] ? field[4] : NULL);
	if (rc)
		uk_pr_err("vfs.fstab: cannot mount %s (%s) on %s: error %d\n", field[0], field[2],
		          field[1], -rc);
	return rc;
}

static int mount_default_root(void)
{
	const char *name = *rootfs ? rootfs : "ramfs";
	long flags = number(rootflags);
	int rc = flags < 0 ? -EINVAL : mount_one(rootdev, "/", name, flags, rootopts);

	if (rc)
		uk_pr_err("vfs: cannot mount the root file system \"%s\": error %d\n", name, -rc);
	/* An initrd that nobody asked for is there to be found. */
	if (!rc && !strcmp(name, "ramfs")) {
		int initrd = unpack_initrd("/");

		if (initrd && initrd != -ENOENT)
			uk_pr_err("vfs: the initrd is damaged or not a cpio archive (newc)\n");
	}
	return rc;
}

/* What is there already stays as it is. A folder of the host gets no /tmp, only the place that /dev
 * needs. */
static void make_usual_places(void)
{
	struct uk_node_attr attr = {.which = UK_ATTR_MODE, .mode = 01777};
	struct uk_node *node;

	if (!uk_vfs.root->ops->open && !uk_vfs_mkdir(NULL, "/tmp", 0777) &&
	    !uk_vfs_lookup(NULL, "/tmp", 0, &node)) {
		vfs_set_attributes(node, &attr);
		uk_node_put(node);
	}
	if (!uk_vfs.root->ops->open)
		vfs_make_usual_files();
	if (vfs_find_fs("devfs")) {
		uk_vfs_mkdir(NULL, "/dev", 0755);
		if (uk_vfs_mount("devfs", "/dev", "devfs", 0, NULL))
			uk_pr_warn("vfs: /dev is not mounted\n");
	}
}

static int mount_all(void)
{
	char *cursor = fstab, *line;
	int rc = 0;

	while (*cursor && !rc && (line = uk_libparam_list_next(&cursor)))
		rc = mount_line(line);
	if (!uk_vfs.root && !rc)
		rc = mount_default_root();
	if (!rc)
		make_usual_places();
	return rc;
}

/* When a mount fails, every path does: a program must not take the folder below for the one that
 * should be there. */
int vfs_start(void)
{
	struct uk_thread *self = uk_thread_current();

	if (likely(uk_vfs.started))
		return start_error;
	if (starter == self && uk_vfs.root)
		return 0;
	if (starter) {
		uk_waitq_wait_event(&start_waitq, uk_vfs.started);
		return start_error;
	}
	starter = self;
	start_error = mount_all();
	uk_vfs.started = 1;
	starter = NULL;
	uk_waitq_wake_up(&start_waitq);
	return start_error;
}
