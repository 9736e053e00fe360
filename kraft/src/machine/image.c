/* SPDX-License-Identifier: BSD-3-Clause */
/* ELF headers and the configuration of an image. */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "machine/image.h"
#include "term/message.h"

#define MAX_HEADERS   64
#define MAX_NOTES     4096
#define PVH_NOTE_TYPE 18

/* Is one of the notes the entry point for PVH? */
static bool find_pvh(const unsigned char *notes, size_t len)
{
	Elf64_Nhdr note;

	for (size_t at = 0; at + sizeof note <= len;) {
		memcpy(&note, notes + at, sizeof note);
		at += sizeof note;
		if (note.n_namesz > len - at)
			return false;
		if (note.n_type == PVH_NOTE_TYPE && note.n_namesz == 4 &&
		    memcmp(notes + at, "Xen", 4) == 0)
			return true;
		size_t next = at + ((note.n_namesz + 3UL) & ~3UL) + ((note.n_descsz + 3UL) & ~3UL);

		if (next <= at || next > len)
			return false;
		at = next;
	}
	return false;
}

static void read_header(int fd, const Elf64_Phdr *header, struct image_facts *facts)
{
	unsigned char notes[MAX_NOTES];

	if (header->p_type == PT_LOAD && header->p_paddr + header->p_memsz > facts->end)
		facts->end = header->p_paddr + header->p_memsz;
	if (header->p_type != PT_NOTE)
		return;
	size_t len = header->p_filesz < sizeof notes ? header->p_filesz : sizeof notes;
	ssize_t got = pread(fd, notes, len, (off_t)header->p_offset);

	if (got > 0 && find_pvh(notes, (size_t)got))
		facts->pvh = true;
}

static int read_elf(int fd, const char *image, struct image_facts *facts)
{
	Elf64_Ehdr elf;
	Elf64_Phdr headers[MAX_HEADERS];

	if (pread(fd, &elf, sizeof elf, 0) != sizeof elf ||
	    memcmp(elf.e_ident, ELFMAG, SELFMAG) != 0) {
		fail("%s is not an ELF image", image);
		return -ENOEXEC;
	}
	if (elf.e_ident[EI_CLASS] != ELFCLASS64 || elf.e_machine != EM_X86_64) {
		fail("%s is not an image for x86_64", image);
		return -ENOEXEC;
	}
	ssize_t size = (ssize_t)(elf.e_phnum * sizeof *headers);

	if (elf.e_phnum == 0 || elf.e_phnum > MAX_HEADERS || elf.e_phentsize != sizeof *headers ||
	    pread(fd, headers, (size_t)size, (off_t)elf.e_phoff) != size) {
		fail("%s is damaged: its program headers cannot be read", image);
		return -ENOEXEC;
	}
	for (int i = 0; i < elf.e_phnum; i++)
		read_header(fd, &headers[i], facts);
	if (facts->pvh)
		return 0;
	fail("%s has no PVH entry point, so QEMU cannot boot it", image);
	hint("a unikernel is the file that 'kraft build' names at its end");
	return -ENOEXEC;
}

static enum image_driver has_driver(const char *config, const char *symbol)
{
	return strstr(config, symbol) ? IMAGE_HAS : IMAGE_HAS_NOT;
}

/* The value of a string, NULL when it is empty or not there. */
static char *string_value(const char *config, const char *assignment)
{
	const char *value = strstr(config, assignment);
	size_t len = value ? strcspn(value + strlen(assignment), "\"\n") : 0;

	return len ? copy_bytes(value + strlen(assignment), len) : NULL;
}

/* Reads one configuration. */
static void read_configuration(const char *path, struct image_facts *facts)
{
	struct text config = {0};

	if (file_read(path, &config) == 0) {
		facts->network = has_driver(config.data, "CONFIG_LIBVIRTIO_NET=y");
		facts->disk = has_driver(config.data, "CONFIG_LIBVIRTIO_BLK=y");
		facts->shares = has_driver(config.data, "CONFIG_LIB9PFS=y");
		facts->virtiofs = has_driver(config.data, "CONFIG_LIBVIRTIOFS=y");
		facts->ext = has_driver(config.data, "CONFIG_LIBEXT2FS=y");
		facts->fstab = string_value(config.data, "CONFIG_LIBVFSCORE_FSTAB=\"");
		facts->environment =
		        has_driver(config.data, "CONFIG_LIBUKBOOT_ENVIRONMENT_DEFAULTS=y");
		facts->stream = has_driver(config.data, "CONFIG_LIBUKFILE=y");
		facts->aslr = has_driver(config.data, "CONFIG_ASLR=y");
	}
	text_free(&config);
}

char *image_config(const char *image)
{
	static const char *const places[] = {".config", "../.config"};
	char *absolute = path_absolute(image), *folder = path_folder(absolute), *found = NULL;

	for (size_t i = 0; i < sizeof places / sizeof *places && !found; i++) {
		found = path_join(folder, places[i]);
		if (!is_file(found)) {
			free(found);
			found = NULL;
		}
	}
	free(absolute);
	free(folder);
	return found;
}

static void find_drivers(const char *image, const char *dotconfig, struct image_facts *facts)
{
	char *path = dotconfig ? copy_string(dotconfig) : image_config(image);

	if (path)
		read_configuration(path, facts);
	free(path);
}

void image_forget(struct image_facts *facts)
{
	free(facts->fstab);
	facts->fstab = NULL;
}

int image_examine(const char *image, const char *dotconfig, struct image_facts *facts)
{
	int fd = open(image, O_RDONLY | O_CLOEXEC);

	*facts = (struct image_facts){0};
	if (fd < 0) {
		int error = -errno;

		fail("cannot open the image %s: %s", image, strerror(errno));
		return error;
	}
	int error = read_elf(fd, image, facts);

	close(fd);
	if (!error)
		find_drivers(image, dotconfig, facts);
	return error;
}
