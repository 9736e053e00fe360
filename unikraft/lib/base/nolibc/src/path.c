/* SPDX-License-Identifier: BSD-3-Clause */
/* POSIX functions on paths: each is its system call. */
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uk/syscall.h>

int access(const char *path, int mode)
{
	return (int)uk_syscall_static(SYS_access, path, mode);
}

int unlink(const char *path)
{
	return (int)uk_syscall_static(SYS_unlink, path);
}

int rmdir(const char *path)
{
	return (int)uk_syscall_static(SYS_rmdir, path);
}

int chdir(const char *path)
{
	return (int)uk_syscall_static(SYS_chdir, path);
}

int stat(const char *path, struct stat *st)
{
	return (int)uk_syscall_static(SYS_stat, path, st);
}

int lstat(const char *path, struct stat *st)
{
	return (int)uk_syscall_static(SYS_lstat, path, st);
}

int mkdir(const char *path, mode_t mode)
{
	return (int)uk_syscall_static(SYS_mkdir, path, mode);
}

int chmod(const char *path, mode_t mode)
{
	return (int)uk_syscall_static(SYS_chmod, path, mode);
}

mode_t umask(mode_t mask)
{
	return (mode_t)uk_syscall_static(SYS_umask, mask);
}

int mount(const char *source, const char *target, const char *type, unsigned long flags,
          const void *data)
{
	return (int)uk_syscall_static(SYS_mount, source, target, type, flags, data);
}

int umount2(const char *target, int flags)
{
	return (int)uk_syscall_static(SYS_umount2, target, flags);
}

/* The mode is there when a file may be made. */
int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return (int)uk_syscall_static(SYS_open, path, flags, mode);
}

int openat(int directory, const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list args;

	if (flags & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {
		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	return (int)uk_syscall_static(SYS_openat, directory, path, flags, mode);
}

int creat(const char *path, mode_t mode)
{
	return open(path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

char *getcwd(char *path, size_t size)
{
	return uk_syscall_static(SYS_getcwd, path, size) < 0 ? NULL : path;
}
