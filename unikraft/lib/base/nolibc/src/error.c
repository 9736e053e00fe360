/* SPDX-License-Identifier: BSD-3-Clause */
/* errno and its meaning. */
#include <errno.h>
#include <string.h>

int *__errno_location(void)
{
	static int value;

	return &value;
}

char *strerror(int error)
{
	static const struct {
		int error;
		const char *text;
	} texts[] = {
	        {0, "No error"},
	        {EPERM, "Operation not permitted"},
	        {ENOENT, "No such file or directory"},
	        {EINTR, "Interrupted system call"},
	        {EIO, "Input/output error"},
	        {EBADF, "Bad file descriptor"},
	        {EAGAIN, "Resource temporarily unavailable"},
	        {ENOMEM, "Out of memory"},
	        {EACCES, "Permission denied"},
	        {EFAULT, "Bad address"},
	        {EBUSY, "Device or resource busy"},
	        {EEXIST, "File exists"},
	        {ENODEV, "No such device"},
	        {EINVAL, "Invalid argument"},
	        {ENOSPC, "No space left"},
	        {EPIPE, "Broken pipe"},
	        {ERANGE, "Result out of range"},
	        {ENOSYS, "Function not provided"},
	        {ETIMEDOUT, "Timed out"},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].error == error)
			return (char *)texts[i].text;
	return "Unknown error";
}
