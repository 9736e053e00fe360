/* SPDX-License-Identifier: BSD-3-Clause */
/* Copying between a vector of buffers and one buffer. */
#include <string.h>
#include <uk/essentials.h>
#include <uk/file.h>

/* The piece of the vector at `skip`, at most len bytes; advances the three. */
static __sz iov_piece(const struct iovec **iov, __sz *skip, __sz len, char **piece)
{
	__sz n;

	while (*skip >= (*iov)->iov_len) {
		*skip -= (*iov)->iov_len;
		(*iov)++;
	}
	*piece = (char *)(*iov)->iov_base + *skip;
	n = MIN(len, (*iov)->iov_len - *skip);
	*skip += n;
	return n;
}

void uk_iov_put(const struct iovec *iov, __sz skip, const void *from, __sz len)
{
	const char *source = from;
	char *piece;

	while (len) {
		__sz n = iov_piece(&iov, &skip, len, &piece);

		memcpy(piece, source, n);
		source += n;
		len -= n;
	}
}

void uk_iov_get(const struct iovec *iov, __sz skip, void *to, __sz len)
{
	char *target = to, *piece;

	while (len) {
		__sz n = iov_piece(&iov, &skip, len, &piece);

		memcpy(target, piece, n);
		target += n;
		len -= n;
	}
}

void uk_iov_zero(const struct iovec *iov, __sz skip, __sz len)
{
	char *piece;

	while (len) {
		__sz n = iov_piece(&iov, &skip, len, &piece);

		memset(piece, 0, n);
		len -= n;
	}
}
