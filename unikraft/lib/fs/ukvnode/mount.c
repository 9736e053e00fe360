/* SPDX-License-Identifier: BSD-3-Clause */
/* Mounting and unmounting what a driver shows; the end of the system. */
#include <sys/mount.h>
#include <uk/print.h>
#include <uk/sched.h>
#include "ukvnode.h"

static UK_LIST_HEAD(mounts);

static struct uk_vnode_fs *driver_of(struct uk_super *super)
{
	return __containerof(super->fs, struct uk_vnode_fs, fs);
}

static int flags_of(unsigned long flags)
{
	return (flags & MS_RDONLY ? MNT_RDONLY : 0) | (flags & MS_NOSUID ? MNT_NOSUID : 0) |
	       (flags & MS_NODEV ? MNT_NODEV : 0) | (flags & MS_NOEXEC ? MNT_NOEXEC : 0) |
	       (flags & MS_SYNCHRONOUS ? MNT_SYNCHRONOUS : 0);
}

static void copy_path(char *to, const char *from)
{
	__sz len = from ? strlen(from) : 0;

	if (len >= PATH_MAX)
		len = PATH_MAX - 1;
	if (len)
		memcpy(to, from, len);
	to[len] = '\0';
}

static struct vn_mount *mount_new(struct uk_super *super, struct uk_vnode_fs *driver,
                                  const char *source)
{
	struct vn_mount *m = uk_zalloc(uk_alloc_get_default(), sizeof(*m));

	if (!m)
		return NULL;
	m->super = super;
	m->mount.m_op = driver->type->vs_op;
	m->mount.m_flags = flags_of(super->flags);
	copy_path(m->mount.m_path, super->target);
	copy_path(m->mount.m_special, source);
	memcpy(&m->mount.m_fsid, &super->dev, MIN(sizeof(m->mount.m_fsid), sizeof(super->dev)));
	UK_INIT_LIST_HEAD(&m->mount.mnt_list);
	for (unsigned int i = 0; i < VN_BUCKETS; i++)
		UK_INIT_LIST_HEAD(&m->buckets[i]);
	uk_mutex_init(&m->lock);
	return m;
}

void vfscore_release_mp_dentries(struct mount *mp)
{
	struct dentry *root = mp->m_root;

	mp->m_root = NULL;
	if (root)
		vn_drop_root(vn_of(root->d_vnode));
}

static int root_new(struct mount *mp)
{
	struct vnode *vp;

	vfscore_vget(mp, 0, &vp);
	if (!vp)
		return -ENOMEM;
	vp->v_type = VDIR;
	vp->v_flags = VROOT;
	vp->v_mode = S_IFDIR | 0755;
	vn_unlock(vp);
	mp->m_root = &vn_of(vp)->dentry;
	mp->m_root->d_path = uk_calloc(uk_alloc_get_default(), 1, sizeof("/"));
	if (!mp->m_root->d_path) {
		vfscore_release_mp_dentries(mp);
		return -ENOMEM;
	}
	mp->m_root->d_path[0] = '/';
	return 0;
}

/* The root, then the driver's own. With nothing left over when it fails. */
static int mount_driver(struct vn_mount *m, const char *source, const char *data)
{
	struct mount *mp = &m->mount;
	struct vn_node *root;
	int rc = root_new(mp);

	if (rc)
		return rc;
	rc = mp->m_op->vfs_mount ? vn_error(VFS_MOUNT(mp, source, (int)m->super->flags, data)) : 0;
	if (rc) {
		vfscore_release_mp_dentries(mp);
		return rc;
	}
	root = vn_of(mp->m_root->d_vnode);
	m->super->root = vn_adopt(root);
	rc = vn_refresh(root);
	if (rc) {
		if (mp->m_op->vfs_unmount)
			VFS_UNMOUNT(mp, 0);
		vfscore_release_mp_dentries(mp);
	}
	return rc;
}

static int initialise(struct uk_vnode_fs *driver)
{
	int rc;

	if (driver->initialised)
		return 0;
	driver->fs.name = driver->type->vs_name;
	rc = driver->type->vs_init ? vn_error(driver->type->vs_init()) : 0;
	driver->initialised = !rc;
	return rc;
}

static void mount_free(struct vn_mount *m)
{
	vn_later_stop(m);
	uk_free(uk_alloc_get_default(), m);
}

int uk_vnode_mount(struct uk_super *super, const char *source, const char *data)
{
	struct uk_vnode_fs *driver = driver_of(super);
	struct vn_mount *m;
	int rc = initialise(driver);

	if (rc)
		return rc;
	m = mount_new(super, driver, source);
	if (!m)
		return -ENOMEM;
	rc = vn_later_start(m);
	if (rc) {
		uk_free(uk_alloc_get_default(), m);
		return rc;
	}
	super->priv = m;
	vn_begin(m);
	rc = mount_driver(m, source, data);
	vn_end(m);
	if (rc)
		mount_free(m);
	else
		uk_list_add_tail(&m->link, &mounts);
	return rc;
}

static int unmount_driver(struct vn_mount *m)
{
	struct mount *mp = &m->mount;
	int rc;

	if (m->alive > 1 || m->super->root->file.refs > 1 || mp->m_count > 0)
		return -EBUSY;
	rc = mp->m_op->vfs_unmount ? vn_error(VFS_UNMOUNT(mp, 0)) : 0;
	if (rc && mp->m_root)
		return rc;
	if (rc)
		uk_pr_warn("%s: error %d after its root was given back\n", mp->m_path, -rc);
	vfscore_release_mp_dentries(mp);
	return 0;
}

int uk_vnode_unmount(struct uk_super *super)
{
	struct vn_mount *m = super->priv;
	int rc;

	uk_list_del(&m->link); /* uk_vnode_term() shall not wait for what is going away */
	vn_begin(m);
	rc = unmount_driver(m);
	vn_end(m);
	if (rc)
		uk_list_add_tail(&m->link, &mounts);
	else
		mount_free(m);
	return rc;
}

int uk_vnode_statfs(struct uk_super *super, struct statfs *buf)
{
	struct vn_mount *m = super->priv;
	int rc = 0;

	vn_begin(m);
	if (m->mount.m_op->vfs_statfs)
		rc = vn_error(VFS_STATFS(&m->mount, buf));
	vn_end(m);
	return rc;
}

int uk_vnode_sync(struct uk_super *super)
{
	struct vn_mount *m = super->priv;
	int rc = 0;

	vn_begin(m);
	if (m->mount.m_op->vfs_sync)
		rc = vn_error(VFS_SYNC(&m->mount));
	vn_end(m);
	return rc;
}

void vfs_busy(struct mount *mp)
{
	mp->m_count++;
}

void vfs_unbusy(struct mount *mp)
{
	UK_ASSERT(mp->m_count > 0);
	mp->m_count--;
}

/* A mount whose turn has not come; another thread may unmount while one waits for a driver. */
static struct vn_mount *next_to_end(void)
{
	struct vn_mount *m;

	uk_list_for_each_entry (m, &mounts, link)
		if (!m->ended)
			return m;
	return NULL;
}

/* Files that were closed just now are still to be closed at the driver, and what it holds back is
 * to be written. Whoever ends the system from within a driver gets no second turn. */
void uk_vnode_term(const struct uk_term_ctx *ctx __maybe_unused)
{
	struct vn_mount *m;

	while ((m = next_to_end())) {
		m->ended = 1;
		if (m->lock.owner != uk_thread_current())
			uk_vnode_sync(m->super);
	}
}
