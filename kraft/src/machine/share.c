/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine's shared folders: as they are written, as they are found, as the image is told. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/volume.h"
#include "machine/volume_folder.h"
#include "term/message.h"

#define VOLUMES_MAX 16 /* places for devices of a microvm */
#define FSTAB       "vfs.fstab="

/* What the image's list of mounts would take for something else is refused. */
bool machine_usable_target(const char *target)
{
	return *target == '/' && !target[strcspn(target, " \t\r\n\v\f:[]\"'\\")];
}

enum machine_share machine_share_driver(const char *name)
{
	if (strcmp(name, "9pfs") == 0 || strcmp(name, "9p") == 0)
		return MACHINE_SHARE_9PFS;
	return strcmp(name, "virtiofs") == 0 ? MACHINE_SHARE_VIRTIOFS : MACHINE_SHARE_ANY;
}

/* Cuts "ro", "rw" and drivers in `words`; -EINVAL for anything else, and for two of a kind. */
static int read_words(char *words, enum machine_share *driver, bool *read_only)
{
	bool mode_given = false;

	for (char *word = words, *next; word; word = next) {
		bool is_mode = strncmp(word, "ro", 2) == 0 || strncmp(word, "rw", 2) == 0;

		next = strchr(word, ',');
		if (next)
			*next++ = '\0';
		if (is_mode ? mode_given || word[2]
		            : *driver || !(*driver = machine_share_driver(word)))
			return -EINVAL;
		mode_given |= is_mode;
		*read_only |= is_mode && word[1] == 'o';
	}
	return 0;
}

int machine_add_share(struct machine_config *c, const char *source, const char *target,
                      enum machine_share driver, bool read_only)
{
	if (!*source || !machine_usable_target(target))
		return -EINVAL;
	c->volumes = need(realloc(c->volumes, (c->volume_count + 1) * sizeof *c->volumes));
	c->volumes[c->volume_count++] = (struct machine_volume){.source = copy_string(source),
	                                                        .target = copy_string(target),
	                                                        .driver = driver,
	                                                        .read_only = read_only};
	return 0;
}

/* The file of a disk that a source means: that of a named volume, or one that is there. */
static char *disk_of(const char *source, bool *named)
{
	char *file = strchr(source, '/') ? NULL : volume_disk(source);

	*named = file && is_file(file);
	if (*named)
		return file;
	free(file);
	return is_file(source) ? copy_string(source) : NULL;
}

int machine_add_place(struct machine_config *c, const char *source, const char *target,
                      enum machine_share driver, bool read_only)
{
	bool named;
	char *file = disk_of(source, &named);
	int error = !file    ? machine_add_share(c, source, target, driver, read_only)
	            : driver ? -EINVAL
	                     : machine_add_mounted_disk(c, file, target, read_only);

	if (!error && named)
		c->disks[c->disk_count - 1].name = copy_string(source);
	free(file);
	return error;
}

int machine_add_volume(struct machine_config *c, const char *text, const char *folder)
{
	char *copy = copy_string(text), *target = strchr(copy, ':'), *words, *source;
	enum machine_share driver = MACHINE_SHARE_ANY;
	bool read_only = false;
	int error = -EINVAL;

	if (target) {
		*target++ = '\0';
		words = strchr(target, ':');
		if (words)
			*words++ = '\0';
		source = machine_volume_source(copy, folder);
		if (!words || !read_words(words, &driver, &read_only))
			error = machine_add_place(c, source, target, driver, read_only);
		free(source);
	}
	free(copy);
	return error;
}

/* A word without a slash is a name, if there is such a volume or no such folder. */
char *machine_volume_source(const char *source, const char *folder)
{
	char *path, *named, *disk;
	bool is_name;

	if (*source == '/' || *source == '~' || !*source)
		return copy_string(source);
	path = folder ? path_join(folder, source) : copy_string(source);
	named = volume_folder(source);
	disk = volume_disk(source);
	is_name = !strchr(source, '/') && volume_is_name(source) &&
	          (is_folder(named) || is_file(disk) || (!is_folder(path) && !is_file(path)));
	free(named);
	free(disk);
	if (is_name) {
		free(path);
		return copy_string(source);
	}
	/* Told from a name by its slash. */
	named = strchr(path, '/') ? path : format("./%s", path);
	if (named != path)
		free(path);
	return named;
}

/* The absolute folder, and the name when it is that of a named volume. */
static int find_folder(struct machine_volume *v)
{
	char *folder, *store = volume_store(), *parent;
	bool named = !strchr(v->source, '/') && volume_is_name(v->source);

	folder = named ? volume_folder(v->source) : path_absolute(v->source);
	parent = path_folder(folder);
	if (strcmp(parent, store) == 0)
		v->name = copy_string(path_base(folder));
	free(parent);
	free(store);
	if (!is_folder(folder)) {
		if (named)
			fail("there is no volume and no folder '%s'", v->source);
		else if (access(folder, F_OK) == 0)
			fail("%s is no folder, and only folders can be shared", folder);
		else
			fail("there is no folder %s to be shared at %s", folder, v->target);
		if (named)
			hint("'kraft volume create %s' makes a volume; a folder is written with a "
			     "slash: ./%s",
			     v->source, v->source);
		else
			hint("'mkdir -p %s' makes it", folder);
		free(folder);
		return -ENOENT;
	}
	free(v->source);
	v->source = folder;
	return 0;
}

static bool lacks(const struct image_facts *image, enum machine_share driver)
{
	return (driver == MACHINE_SHARE_VIRTIOFS ? image->virtiofs : image->shares) ==
	       IMAGE_HAS_NOT;
}

/* What is asked for, else the volume's own, else 9p; but what is not asked for must be in the
 * image. */
static int decide_driver(struct machine_volume *v, const struct image_facts *image)
{
	bool free_choice = v->driver == MACHINE_SHARE_ANY;

	if (free_choice && v->name)
		v->driver = volume_driver(v->name);
	if (v->driver == MACHINE_SHARE_ANY)
		v->driver = MACHINE_SHARE_9PFS;
	if (free_choice && lacks(image, v->driver))
		v->driver = v->driver == MACHINE_SHARE_9PFS ? MACHINE_SHARE_VIRTIOFS
		                                            : MACHINE_SHARE_9PFS;
	if (!lacks(image, v->driver))
		return 0;
	if (free_choice) {
		fail("the image has no file system for shared folders");
		hint("'kraft set LIB9PFS=y' (or LIBVIRTIOFS=y) and 'kraft build' give it one, or "
		     "name the volume in kraft.yaml");
		return -EINVAL;
	}
	fail("the image has no %s, by which %s is to be shared", share_name(v->driver), v->source);
	hint("'kraft set %s=y' and 'kraft build' give it one, or name the volume in kraft.yaml",
	     v->driver == MACHINE_SHARE_VIRTIOFS ? "LIBVIRTIOFS" : "LIB9PFS");
	return -EINVAL;
}

static int two_at(const char *target, const char *one, const char *other)
{
	fail("two volumes are to be mounted at %s: %s and %s", target, one, other);
	return -EINVAL;
}

/* Disks among each other, and with the folders. */
static int check_disk_places(const struct machine_config *c)
{
	for (size_t i = 0; i < c->disk_count; i++) {
		const struct machine_disk *disk = &c->disks[i];

		for (size_t j = 0; j < i && disk->target; j++)
			if (c->disks[j].target && strcmp(c->disks[j].target, disk->target) == 0)
				return two_at(disk->target, c->disks[j].file, disk->file);
		for (size_t j = 0; j < c->volume_count && disk->target; j++)
			if (strcmp(c->volumes[j].target, disk->target) == 0)
				return two_at(disk->target, c->volumes[j].source, disk->file);
	}
	return 0;
}

int volume_check(struct machine_config *c, const struct image_facts *image)
{
	int error = 0;

	if (c->volume_count > VOLUMES_MAX) {
		fail("a machine can share %d folders, and %zu are asked for", VOLUMES_MAX,
		     c->volume_count);
		error = -EINVAL;
	}
	for (size_t i = 0; i < c->volume_count && !error; i++) {
		error = find_folder(&c->volumes[i]);
		if (!error)
			error = decide_driver(&c->volumes[i], image);
		for (size_t j = 0; j < i && !error; j++)
			if (strcmp(c->volumes[i].target, c->volumes[j].target) == 0) {
				fail("two folders are to be shared at %s: %s and %s",
				     c->volumes[i].target, c->volumes[j].source,
				     c->volumes[i].source);
				error = -EINVAL;
			}
	}
	return error ? error : check_disk_places(c);
}

/* The root first; the others as they were given. */
static void add_mounts(struct text *list, const struct machine_config *c, bool root)
{
	for (size_t i = 0; i < c->volume_count; i++)
		if ((strcmp(c->volumes[i].target, "/") == 0) == root)
			text_addf(list, " fs%zu:%s:%s:%d", i, c->volumes[i].target,
			          share_name(c->volumes[i].driver), c->volumes[i].read_only);
	for (size_t i = 0; i < c->disk_count; i++)
		if (c->disks[i].target && (strcmp(c->disks[i].target, "/") == 0) == root)
			text_addf(list, " vd%c:%s:ext4:%d", (char)('a' + i), c->disks[i].target,
			          c->disks[i].read_only);
}

/* The mounts that are named already: by a parameter, which is taken out, or in the image. */
static char *other_mounts(struct machine_config *c, const struct image_facts *image)
{
	char *mounts = image->fstab ? copy_string(image->fstab) : copy_string("");

	for (size_t i = 0; i < c->parameters.count; i++)
		if (starts_with(c->parameters.item[i], FSTAB)) {
			free(mounts);
			mounts = copy_string(c->parameters.item[i] + strlen(FSTAB));
			strings_remove(&c->parameters, i--);
		}
	char *inside = trim(mounts);

	if (*inside == '[') {
		inside++;
		inside[strcspn(inside, "]")] = '\0';
	}
	inside = copy_string(trim(inside));
	free(mounts);
	return inside;
}

static bool has_mounts(const struct machine_config *c)
{
	for (size_t i = 0; i < c->disk_count; i++)
		if (c->disks[i].target)
			return true;
	return c->volume_count > 0;
}

void volume_parameters(struct machine_config *c, const struct image_facts *image)
{
	struct text list = {0};
	char *others;

	if (!has_mounts(c))
		return;
	others = other_mounts(c, image);
	text_add(&list, FSTAB "[");
	add_mounts(&list, c, true);
	text_addf(&list, "%s%s", *others ? " " : "", others);
	add_mounts(&list, c, false);
	text_add(&list, " ]");
	strings_take(&c->parameters, list.data);
	free(others);
}

char *volume_show(const struct machine_config *c)
{
	struct text list = {0};

	for (size_t i = 0; i < c->volume_count; i++) {
		bool virtiofs = c->volumes[i].driver == MACHINE_SHARE_VIRTIOFS;

		text_addf(&list, "%s%s -> %s%s%s", i ? ", " : "", c->volumes[i].source,
		          c->volumes[i].target, virtiofs ? " (virtiofs)" : "",
		          c->volumes[i].read_only ? " (read-only)" : "");
	}
	for (size_t i = 0; i < c->disk_count; i++)
		if (c->disks[i].target)
			text_addf(&list, "%s%s -> %s%s", list.len ? ", " : "", c->disks[i].file,
			          c->disks[i].target, c->disks[i].read_only ? " (read-only)" : "");
	return list.data;
}

char *volume_names(const struct machine_config *c)
{
	struct text list = {0};

	for (size_t i = 0; i < c->volume_count; i++)
		if (c->volumes[i].name)
			text_addf(&list, "%s%s", list.len ? " " : "", c->volumes[i].name);
	for (size_t i = 0; i < c->disk_count; i++)
		if (c->disks[i].name)
			text_addf(&list, "%s%s", list.len ? " " : "", c->disks[i].name);
	return list.data;
}
