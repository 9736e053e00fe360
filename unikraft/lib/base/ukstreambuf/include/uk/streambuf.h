/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Appends to a buffer of fixed size. What does not fit is cut off and remembered
 * (uk_streambuf_istruncated), so that a sequence needs one check at its end. The text is always
 * terminated. The buffer stays the caller's. Not for two threads at once.
 */
#ifndef UK_STREAMBUF_H
#define UK_STREAMBUF_H

#include <stdarg.h>
#include <uk/essentials.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_streambuf {
	char *buf;
	__sz buflen;
	__sz seek; /* where the next piece goes */
	int flags;
	int truncated;
};

/* Each string keeps its terminator: the next piece comes behind it instead of over it. */
#define UK_STREAMBUF_C_TERMSHIFT 0x1

void uk_streambuf_init(struct uk_streambuf *sb, void *buf, __sz buflen, int flags);

/* Append a string; formatted text (uk/print.h); bytes; one byte n times. They return the number of
 * bytes that fitted, without a terminator. */
__sz uk_streambuf_strcpy(struct uk_streambuf *sb, const char *text);
__sz uk_streambuf_printf(struct uk_streambuf *sb, const char *format, ...) __printf(2, 3);
__sz uk_streambuf_vprintf(struct uk_streambuf *sb, const char *format, va_list ap);
__sz uk_streambuf_memcpy(struct uk_streambuf *sb, const void *data, __sz len);
__sz uk_streambuf_memset(struct uk_streambuf *sb, int byte, __sz len);

/* Room of `len` bytes for the caller to fill; NULL when there is less. */
void *uk_streambuf_reserve(struct uk_streambuf *sb, __sz len);

#define uk_streambuf_buf(sb)         ((void *)(sb)->buf)
#define uk_streambuf_buflen(sb)      ((sb)->buflen)
#define uk_streambuf_seek(sb)        ((sb)->seek)
#define uk_streambuf_wptr(sb)        ((void *)((sb)->buf + (sb)->seek))
#define uk_streambuf_left(sb)        ((sb)->buflen - (sb)->seek)
#define uk_streambuf_istruncated(sb) ((sb)->truncated)

#ifdef __cplusplus
}
#endif

#endif /* UK_STREAMBUF_H */
