/* SPDX-License-Identifier: BSD-3-Clause */
/* For the tests of files: prints each call with its result, and gives an empty directory of its own
 * on a file system in memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static inline const char *error_name(int error)
{
	static const struct {
		int number;
		const char *name;
	} names[] = {{EACCES, "EACCES"},
	             {EAGAIN, "EAGAIN"},
	             {EBADF, "EBADF"},
	             {EBUSY, "EBUSY"},
	             {EEXIST, "EEXIST"},
	             {EFAULT, "EFAULT"},
	             {EFBIG, "EFBIG"},
	             {EINTR, "EINTR"},
	             {EIO, "EIO"},
	             {EINVAL, "EINVAL"},
	             {EISDIR, "EISDIR"},
	             {ELOOP, "ELOOP"},
	             {EMFILE, "EMFILE"},
	             {EMLINK, "EMLINK"},
	             {ENAMETOOLONG, "ENAMETOOLONG"},
	             {ENODEV, "ENODEV"},
	             {ENOENT, "ENOENT"},
	             {ENOMEM, "ENOMEM"},
	             {ENOSPC, "ENOSPC"},
	             {ENOSYS, "ENOSYS"},
	             {ENOTDIR, "ENOTDIR"},
	             {ENOTEMPTY, "ENOTEMPTY"},
	             {ENOTTY, "ENOTTY"},
	             {ENXIO, "ENXIO"},
	             {EOPNOTSUPP, "EOPNOTSUPP"},
	             {EOVERFLOW, "EOVERFLOW"},
	             {EPERM, "EPERM"},
	             {EPIPE, "EPIPE"},
	             {ERANGE, "ERANGE"},
	             {EROFS, "EROFS"},
	             {ESPIPE, "ESPIPE"},
	             {ETXTBSY, "ETXTBSY"},
	             {EXDEV, "EXDEV"}};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].number == error)
			return names[i].name;
	return "another error";
}

#define T(call)                                                                    \
	({                                                                         \
		errno = 0;                                                         \
		long result_ = (long)(call);                                       \
		printf("%s = %ld%s%s\n", #call, result_, result_ == -1 ? " " : "", \
		       result_ == -1 ? error_name(errno) : "");                    \
		result_;                                                           \
	})

/* Whether the case runs in a shared folder (tests/volumes): what 9p and QEMU's server do not have
 * is left out there, as are questions about "/". */
static inline int on_volume(void)
{
	return getenv("SCRATCH_HERE") != NULL;
}

static inline void scratch(void)
{
	static char template[] = "/dev/shm/testXXXXXX";

	setvbuf(stdout, NULL, _IOLBF, 0);
	umask(022);
	if (on_volume()) /* the working directory is one already */
		return;
	if (!mkdtemp(template) || chdir(template)) {
		perror("scratch directory");
		exit(99);
	}
}

static inline void put_file(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		printf("put_file %s failed\n", name);
	close(fd);
}

static inline void show_file(const char *name)
{
	char text[256];
	int fd = open(name, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	printf("%s: ", name);
	if (n < 0) {
		printf("%s\n", error_name(errno));
	} else {
		for (ssize_t i = 0; i < n; i++)
			if (text[i] >= 32 && text[i] < 127)
				putchar(text[i]);
			else
				printf("\\%d", text[i]);
		putchar('\n');
	}
	if (fd >= 0)
		close(fd);
}
