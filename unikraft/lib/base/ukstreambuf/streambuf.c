/* SPDX-License-Identifier: BSD-3-Clause */
/* Appending to a buffer of fixed size. */
#include <string.h>
#include <uk/print.h>
#include <uk/streambuf.h>

void uk_streambuf_init(struct uk_streambuf *sb, void *buf, __sz buflen, int flags)
{
	*sb = (struct uk_streambuf){.buf = buf, .buflen = buflen, .flags = flags};
	if (buflen)
		sb->buf[0] = '\0';
}

/* How much of a text of `len` characters fits beside its terminator. */
static __sz text_fits(struct uk_streambuf *sb, __sz len)
{
	__sz room = uk_streambuf_left(sb) ? uk_streambuf_left(sb) - 1 : 0;

	if (len <= room && uk_streambuf_left(sb))
		return len;
	sb->truncated = 1;
	return room;
}

static __sz text_added(struct uk_streambuf *sb, __sz len)
{
	if (!uk_streambuf_left(sb))
		return 0;
	sb->seek += len;
	sb->buf[sb->seek] = '\0';
	if (sb->flags & UK_STREAMBUF_C_TERMSHIFT)
		sb->seek++;
	return len;
}

__sz uk_streambuf_strcpy(struct uk_streambuf *sb, const char *text)
{
	__sz len = text_fits(sb, strlen(text));

	if (len)
		memcpy(uk_streambuf_wptr(sb), text, len);
	return text_added(sb, len);
}

__sz uk_streambuf_vprintf(struct uk_streambuf *sb, const char *format, va_list ap)
{
	int len = uk_vsnprintf(uk_streambuf_wptr(sb), uk_streambuf_left(sb), format, ap);

	return text_added(sb, text_fits(sb, (__sz)len));
}

__sz uk_streambuf_printf(struct uk_streambuf *sb, const char *format, ...)
{
	va_list ap;
	__sz len;

	va_start(ap, format);
	len = uk_streambuf_vprintf(sb, format, ap);
	va_end(ap);
	return len;
}

static __sz bytes_fit(struct uk_streambuf *sb, __sz len)
{
	if (len <= uk_streambuf_left(sb))
		return len;
	sb->truncated = 1;
	return uk_streambuf_left(sb);
}

__sz uk_streambuf_memcpy(struct uk_streambuf *sb, const void *data, __sz len)
{
	len = bytes_fit(sb, len);
	if (len)
		memcpy(uk_streambuf_wptr(sb), data, len);
	sb->seek += len;
	return len;
}

__sz uk_streambuf_memset(struct uk_streambuf *sb, int byte, __sz len)
{
	len = bytes_fit(sb, len);
	if (len)
		memset(uk_streambuf_wptr(sb), byte, len);
	sb->seek += len;
	return len;
}

void *uk_streambuf_reserve(struct uk_streambuf *sb, __sz len)
{
	void *place = uk_streambuf_wptr(sb);

	if (len > uk_streambuf_left(sb)) {
		sb->truncated = 1;
		return NULL;
	}
	sb->seek += len;
	return place;
}
