/* SPDX-License-Identifier: BSD-3-Clause */
/* What a directory does by a name. The host decides what exists; names of ours are only asked. */
#include "9pfs.h"

/* A directory's fid, which stays while the host is asked although a look-up may replace it. */
static struct uk_9p_fid *hold(struct uk_node *node)
{
	return uk_9p_fid_get(p9fs_of(node)->fid);
}

/* The end of a call that changed a directory. */
static int changed(struct uk_node *dir, struct uk_9p_fid *fid, int rc)
{
	uk_9p_fid_put(fid);
	p9fs_changed(dir);
	return rc;
}

int p9fs_lookup(struct uk_node *dir, const char *name, __sz len, struct uk_node **out)
{
	struct uk_9p_fid *at = hold(dir), *fid;
	struct uk_9p_qid qid;
	int rc = uk_9p_walk(at, name, len, &fid, &qid);

	uk_9p_fid_put(at);
	return rc ? rc : p9fs_node_of(dir->super, fid, &qid, out);
}

static int create_file(struct uk_node *dir, const char *name, __sz len, mode_t mode)
{
	struct uk_9p_fid *at = hold(dir), *fid;
	int rc = uk_9p_walk(at, NULL, 0, &fid, NULL);

	if (!rc) {
		rc = uk_9p_create(fid, name, len, O_CREAT | O_EXCL | O_RDONLY, mode & 07777, 0);
		uk_9p_fid_put(fid);
	}
	return changed(dir, at, rc);
}

static int create(struct uk_node *dir, const char *name, __sz len, mode_t mode, dev_t rdev,
                  struct uk_node **out)
{
	struct uk_9p_fid *at;
	int rc;

	if (S_ISREG(mode)) {
		rc = create_file(dir, name, len, mode);
	} else {
		at = hold(dir);
		if (S_ISDIR(mode))
			rc = uk_9p_mkdir(at, name, len, mode & 07777, 0);
		else
			rc = uk_9p_mknod(at, name, len, mode, rdev, 0);
		rc = changed(dir, at, rc);
	}
	return rc ? rc : p9fs_lookup(dir, name, len, out);
}

static int symlink_at(struct uk_node *dir, const char *name, __sz len, const char *target)
{
	struct uk_9p_fid *at = hold(dir);

	return changed(dir, at, uk_9p_symlink(at, name, len, target, 0));
}

static int link_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct uk_9p_fid *at = hold(dir), *file = hold(node);
	int rc = uk_9p_link(at, name, len, file);

	return changed(node, file, changed(dir, at, rc));
}

/* A name of the node is gone. */
static void lost_name(struct uk_node *node)
{
	if (S_ISDIR(node->mode))
		node->nlink = 0;
	p9fs_changed(node);
}

static int unlink_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct uk_9p_fid *at = hold(dir);
	int rc = uk_9p_unlink(at, name, len, 0);

	if (!rc)
		lost_name(node);
	return changed(dir, at, rc);
}

static int rmdir_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node)
{
	struct uk_9p_fid *at = hold(dir);
	int rc = uk_9p_unlink(at, name, len, 1);

	if (!rc)
		lost_name(node);
	return changed(dir, at, rc);
}

static int rename_at(struct uk_node *dir, const char *name, __sz len, struct uk_node *node,
                     struct uk_node *new_dir, const char *new_name, __sz new_len,
                     struct uk_node *victim, int exchange)
{
	struct uk_9p_fid *at, *to;
	int rc;

	if (exchange) /* the protocol has no message for it */
		return -EINVAL;
	at = hold(dir);
	to = hold(new_dir);
	rc = uk_9p_rename(at, name, len, to, new_name, new_len);
	if (!rc && victim)
		lost_name(victim);
	p9fs_changed(node);
	return changed(new_dir, to, changed(dir, at, rc));
}

/* A link's target never changes. */
static int read_link(struct uk_node *node, const char **target)
{
	struct p9fs_node *pn = p9fs_of(node);
	struct uk_9p_fid *fid;
	char *text;
	int rc = 0;

	if (!pn->target) {
		fid = hold(node);
		rc = uk_9p_readlink(fid, &text);
		uk_9p_fid_put(fid);
		if (!rc && pn->target)
			uk_free(uk_alloc_get_default(), text); /* another thread asked as well */
		else if (!rc)
			pn->target = text;
	}
	if (!rc)
		*target = pn->target;
	return rc;
}

const struct uk_node_ops p9fs_node_ops = {
        .lookup = p9fs_lookup,
        .create = create,
        .symlink = symlink_at,
        .link = link_at,
        .unlink = unlink_at,
        .rmdir = rmdir_at,
        .rename = rename_at,
        .open = p9fs_open,
        .create_open = p9fs_create_open,
        .readlink = read_link,
        .setattr = p9fs_setattr,
};
