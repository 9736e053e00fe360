/* SPDX-License-Identifier: BSD-3-Clause */
/* The formatter of kernel messages: the integer and string part of printf (ISO C17, 7.21.6.1). */
#include <stdint.h>
#include <string.h>
#include <uk/print.h>

struct sink {
	uk_format_out_t out;
	void *arg;
	int count;
};

struct spec {
	unsigned char left, plus, blank, alternate, zero;
	int width;
	int precision; /* -1: none */
	int length;    /* -2 hh, -1 h, 0, 1 l and wider */
};

static void put(struct sink *s, const char *text, __sz len)
{
	if (!len)
		return;
	s->out(s->arg, text, len);
	s->count += (int)len;
}

static void pad(struct sink *s, char c, int n)
{
	while (n-- > 0)
		put(s, &c, 1);
}

/* Sign or base prefix, zeroes, body; blanks outside. */
static void put_padded(struct sink *s, const struct spec *spec, const char *prefix, int zeroes,
                       const char *body, int len)
{
	int prefix_len = (int)strlen(prefix);
	int fill;

	if (spec->zero && !spec->left && spec->precision < 0)
		zeroes = MAX(zeroes, spec->width - prefix_len - len);
	fill = spec->width - prefix_len - MAX(zeroes, 0) - len;
	if (!spec->left)
		pad(s, ' ', fill);
	put(s, prefix, (__sz)prefix_len);
	pad(s, '0', zeroes);
	put(s, body, (__sz)len);
	if (spec->left)
		pad(s, ' ', fill);
}

static void put_number(struct sink *s, const struct spec *spec, uint64_t value, const char *prefix,
                       unsigned int base, int upper)
{
	const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char buf[24];
	int i = sizeof(buf);

	while (value) {
		buf[--i] = digits[value % base];
		value /= base;
	}
	if (i == (int)sizeof(buf) && spec->precision != 0)
		buf[--i] = '0';
	put_padded(s, spec, prefix, spec->precision - ((int)sizeof(buf) - i), buf + i,
	           (int)sizeof(buf) - i);
}

static void put_signed(struct sink *s, const struct spec *spec, int64_t value)
{
	const char *sign = value < 0 ? "-" : spec->plus ? "+" : spec->blank ? " " : "";

	put_number(s, spec, value < 0 ? -(uint64_t)value : (uint64_t)value, sign, 10, 0);
}

static uint64_t narrow(uint64_t value, int length)
{
	return length == -2 ? (unsigned char)value : length == -1 ? (unsigned short)value : value;
}

static int64_t narrow_signed(int64_t value, int length)
{
	return length == -2 ? (signed char)value : length == -1 ? (short)value : value;
}

static int parse_number(const char **fmt)
{
	int n = 0;

	while (**fmt >= '0' && **fmt <= '9')
		n = n * 10 + *(*fmt)++ - '0';
	return n;
}

static void parse_flags(const char **fmt, struct spec *spec)
{
	for (;; (*fmt)++) {
		switch (**fmt) {
		case '-':
			spec->left = 1;
			break;
		case '+':
			spec->plus = 1;
			break;
		case ' ':
			spec->blank = 1;
			break;
		case '#':
			spec->alternate = 1;
			break;
		case '0':
			spec->zero = 1;
			break;
		default:
			return;
		}
	}
}

static void parse_length(const char **fmt, struct spec *spec)
{
	while (**fmt && strchr("hlzjt", **fmt)) {
		spec->length += **fmt == 'h' ? -1 : 1;
		(*fmt)++;
	}
}

int uk_format(uk_format_out_t out, void *arg, const char *fmt, va_list ap_in)
{
	struct sink s = {out, arg, 0};
	va_list ap;

	va_copy(ap, ap_in);
	while (*fmt) {
		struct spec spec = {.precision = -1};
		const char *end = fmt;
		const char *text;
		char c;

		while (*end && *end != '%')
			end++;
		put(&s, fmt, (__sz)(end - fmt));
		fmt = end;
		if (!*fmt++)
			break;
		parse_flags(&fmt, &spec);
		if (*fmt == '*') {
			spec.width = va_arg(ap, int);
			if (spec.width < 0) {
				spec.left = 1;
				spec.width = -spec.width;
			}
			fmt++;
		} else {
			spec.width = parse_number(&fmt);
		}
		if (*fmt == '.') {
			fmt++;
			if (*fmt == '*') {
				spec.precision = va_arg(ap, int);
				fmt++;
			} else {
				spec.precision = parse_number(&fmt);
			}
		}
		parse_length(&fmt, &spec);
		switch (*fmt) {
		case 'd':
		case 'i':
			put_signed(&s, &spec,
			           spec.length > 0 ? va_arg(ap, long)
			                           : narrow_signed(va_arg(ap, int), spec.length));
			break;
		case 'u':
		case 'x':
		case 'X':
		case 'o': {
			uint64_t value = spec.length > 0
			                         ? va_arg(ap, unsigned long)
			                         : narrow(va_arg(ap, unsigned int), spec.length);
			int hex = *fmt == 'x' || *fmt == 'X';

			put_number(&s, &spec, value,
			           !spec.alternate || !value ? ""
			           : *fmt == 'x'             ? "0x"
			           : *fmt == 'X'             ? "0X"
			           : *fmt == 'o'             ? "0"
			                                     : "",
			           hex           ? 16
			           : *fmt == 'o' ? 8
			                         : 10,
			           *fmt == 'X');
			break;
		}
		case 'p':
			put_number(&s, &spec, (uintptr_t)va_arg(ap, void *), "0x", 16, 0);
			break;
		case 'c':
			c = (char)va_arg(ap, int);
			spec.precision = 0;
			put_padded(&s, &spec, "", 0, &c, 1);
			break;
		case 's':
			text = va_arg(ap, const char *);
			if (!text)
				text = "(null)";
			put_padded(&s, &(struct spec){.left = spec.left, .width = spec.width}, "",
			           0, text,
			           (int)(spec.precision < 0
			                         ? strlen(text)
			                         : strnlen(text, (size_t)spec.precision)));
			break;
		case '%':
			put(&s, "%", 1);
			break;
		case '\0':
			va_end(ap);
			return s.count;
		default: /* not known: as it stands */
			put(&s, end, (__sz)(fmt - end + 1));
			break;
		}
		fmt++;
	}
	va_end(ap);
	return s.count;
}

struct buffer {
	char *next;
	__sz left;
};

static void buffer_out(void *arg, const char *text, __sz len)
{
	struct buffer *b = arg;
	__sz n = MIN(len, b->left);

	memcpy(b->next, text, n);
	b->next += n;
	b->left -= n;
}

int uk_vsnprintf(char *buf, __sz size, const char *fmt, va_list ap)
{
	struct buffer b = {buf, size ? size - 1 : 0};
	int n = uk_format(buffer_out, &b, fmt, ap);

	if (size)
		*b.next = '\0';
	return n;
}

int uk_snprintf(char *buf, __sz size, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = uk_vsnprintf(buf, size, fmt, ap);
	va_end(ap);
	return n;
}
