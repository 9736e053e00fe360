/* SPDX-License-Identifier: BSD-3-Clause */
/* Numbers from text, and integer arithmetic. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>

static unsigned int digit_value(char c)
{
	if (isdigit(c))
		return (unsigned int)(c - '0');
	if (isalpha(c))
		return (unsigned int)(tolower(c) - 'a') + 10;
	return UINT_MAX;
}

/* Sign and digits; *overflow tells that the number does not fit. */
static unsigned long long parse(const char *s, char **end, int base, int *negative, int *overflow)
{
	const char *start = s;
	unsigned long long value = 0;
	unsigned int digit;

	*negative = *overflow = 0;
	if (end)
		*end = (char *)start;
	if (base < 0 || base == 1 || base > 36) {
		errno = EINVAL;
		return 0;
	}
	while (isspace(*s))
		s++;
	if (*s == '-' || *s == '+')
		*negative = *s++ == '-';
	if ((base == 0 || base == 16) && s[0] == '0' && tolower(s[1]) == 'x' &&
	    digit_value(s[2]) < 16) {
		s += 2;
		base = 16;
	}
	if (base == 0)
		base = *s == '0' ? 8 : 10;
	if (digit_value(*s) >= (unsigned int)base)
		return 0;
	for (; (digit = digit_value(*s)) < (unsigned int)base; s++) {
		if (__builtin_mul_overflow(value, (unsigned int)base, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			*overflow = 1;
	}
	if (end)
		*end = (char *)s;
	return value;
}

unsigned long long strtoull(const char *restrict s, char **restrict end, int base)
{
	int negative, overflow;
	unsigned long long value = parse(s, end, base, &negative, &overflow);

	if (overflow) {
		errno = ERANGE;
		return ULLONG_MAX;
	}
	return negative ? -value : value;
}

long long strtoll(const char *restrict s, char **restrict end, int base)
{
	int negative, overflow;
	unsigned long long value = parse(s, end, base, &negative, &overflow);

	if (overflow || value > (unsigned long long)LLONG_MAX + (unsigned int)negative) {
		errno = ERANGE;
		return negative ? LLONG_MIN : LLONG_MAX;
	}
	return (long long)(negative ? -value : value);
}

_Static_assert(sizeof(long) == sizeof(long long), "the functions for long are those for long long");

unsigned long strtoul(const char *restrict s, char **restrict end, int base)
{
	return strtoull(s, end, base);
}

long strtol(const char *restrict s, char **restrict end, int base)
{
	return strtoll(s, end, base);
}

int atoi(const char *s)
{
	return (int)strtol(s, NULL, 10);
}

long atol(const char *s)
{
	return strtol(s, NULL, 10);
}

long long atoll(const char *s)
{
	return strtoll(s, NULL, 10);
}

int abs(int i)
{
	return i < 0 ? -i : i;
}

long labs(long i)
{
	return i < 0 ? -i : i;
}

long long llabs(long long i)
{
	return i < 0 ? -i : i;
}

div_t div(int numerator, int denominator)
{
	return (div_t){numerator / denominator, numerator % denominator};
}

ldiv_t ldiv(long numerator, long denominator)
{
	return (ldiv_t){numerator / denominator, numerator % denominator};
}
