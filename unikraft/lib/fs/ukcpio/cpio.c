/* SPDX-License-Identifier: BSD-3-Clause */
/* The parser of cpio's newc format: a header of 13 hexadecimal numbers, the name, the data, each
 * padded to 4. */
#include <errno.h>
#include <string.h>
#include <uk/cpio.h>
#include <uk/essentials.h>

#define HEADER_LEN   110
#define MAGIC_LEN    6
#define FIELDS       13
#define LONGEST_NAME 4096

enum field {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	FILESIZE,
	DEV_MAJOR,
	DEV_MINOR,
	RDEV_MAJOR,
	RDEV_MINOR,
	NAMESIZE,
	CHECK
};

static int parse_number(const char *digits, __u32 *value)
{
	*value = 0;
	for (int i = 0; i < 8; i++) {
		char c = digits[i];
		__u32 digit;

		if (c >= '0' && c <= '9')
			digit = c - '0';
		else if (c >= 'a' && c <= 'f')
			digit = c - 'a' + 10;
		else if (c >= 'A' && c <= 'F')
			digit = c - 'A' + 10;
		else
			return -EINVAL;
		*value = *value << 4 | digit;
	}
	return 0;
}

/* Room for n bytes at `at`? Neither side can wrap. */
static int available(const struct uk_cpio *cpio, __sz at, __sz n)
{
	return at <= cpio->len && n <= cpio->len - at;
}

/* The last padding may be missing: the end of the archive is enough. */
static __sz padded(const struct uk_cpio *cpio, __sz at)
{
	return MIN(ALIGN_UP(at, 4ul), cpio->len);
}

static int checksum_fits(const char *data, __sz len, __u32 expected)
{
	__u32 sum = 0;

	while (len--)
		sum += (unsigned char)*data++;
	return sum == expected;
}

/* One entry at cpio->at: 1, or -EINVAL with nothing consumed. */
static int parse_entry(struct uk_cpio *cpio, struct uk_cpio_entry *entry)
{
	const char *header = cpio->data + cpio->at;
	__u32 field[FIELDS];
	__sz name_at, data_at;

	if (!available(cpio, cpio->at, HEADER_LEN) || memcmp(header, "07070", 5) ||
	    (header[5] != '1' && header[5] != '2'))
		return -EINVAL;
	for (__sz i = 0; i < FIELDS; i++)
		if (parse_number(header + MAGIC_LEN + 8 * i, &field[i]))
			return -EINVAL;
	name_at = cpio->at + HEADER_LEN;
	if (field[NAMESIZE] < 1 || field[NAMESIZE] > LONGEST_NAME ||
	    !available(cpio, name_at, field[NAMESIZE]))
		return -EINVAL;
	entry->name = cpio->data + name_at;
	/* The name is all there is, and ends where the header says. */
	if (memchr(entry->name, '\0', field[NAMESIZE]) != entry->name + field[NAMESIZE] - 1)
		return -EINVAL;
	data_at = padded(cpio, name_at + field[NAMESIZE]);
	if (!available(cpio, data_at, field[FILESIZE]))
		return -EINVAL;
	entry->data = cpio->data + data_at;
	entry->len = field[FILESIZE];
	if (header[5] == '2' && (field[MODE] & 0170000) == 0100000 &&
	    !checksum_fits(entry->data, entry->len, field[CHECK]))
		return -EINVAL;
	entry->ino = field[INO];
	entry->mode = field[MODE];
	entry->uid = field[UID];
	entry->gid = field[GID];
	entry->nlink = field[NLINK];
	entry->mtime = field[MTIME];
	entry->dev_major = field[DEV_MAJOR];
	entry->dev_minor = field[DEV_MINOR];
	entry->rdev_major = field[RDEV_MAJOR];
	entry->rdev_minor = field[RDEV_MINOR];
	cpio->at = padded(cpio, data_at + entry->len);
	return 1;
}

int uk_cpio_next(struct uk_cpio *cpio, struct uk_cpio_entry *entry)
{
	int rc;

	if (cpio->at == 0 && cpio->len < HEADER_LEN)
		return -EINVAL;
	for (;;) {
		/* An archive without its trailer was cut short. */
		rc = parse_entry(cpio, entry);
		if (rc < 0 || strcmp(entry->name, "TRAILER!!!"))
			return rc;
		while (cpio->at < cpio->len && !cpio->data[cpio->at])
			cpio->at++;
		if (cpio->at == cpio->len)
			return 0;
	}
}
