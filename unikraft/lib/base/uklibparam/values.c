/* SPDX-License-Identifier: BSD-3-Clause */
/* Values of boot parameters by type. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <uk/libparam.h>

int uk_libparam_set_string(const struct uk_libparam *param, const char *name __maybe_unused,
                           char *value)
{
	*(char **)param->variable = value;
	return 0;
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return INT_MAX;
}

static int parse_size(const char *text, unsigned long *result)
{
	unsigned long value = 0, shift = 0;
	int base = 10;

	if (text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
	}
	if (digit_of(*text) >= base)
		return -EINVAL;
	for (; digit_of(*text) < base; text++) {
		if (value > (ULONG_MAX - 15) / (unsigned int)base)
			return -ERANGE;
		value = value * (unsigned int)base + (unsigned int)digit_of(*text);
	}
	if (*text && strchr("kKmMgG", *text))
		shift = (*text | 0x20) == 'k' ? 10 : (*text | 0x20) == 'm' ? 20 : 30;
	if (text[shift ? 1 : 0] || value > ULONG_MAX >> shift)
		return -EINVAL;
	*result = value << shift;
	return 0;
}

int uk_libparam_set_size(const struct uk_libparam *param, const char *name __maybe_unused,
                         char *value)
{
	return parse_size(value, param->variable);
}

int uk_libparam_set_int(const struct uk_libparam *param, const char *name __maybe_unused,
                        char *value)
{
	unsigned long number;
	int negative = *value == '-';
	int rc = parse_size(value + negative, &number);

	if (rc < 0)
		return rc;
	if (number > INT_MAX)
		return -ERANGE;
	*(int *)param->variable = negative ? -(int)number : (int)number;
	return 0;
}

int uk_libparam_set_bool(const struct uk_libparam *param, const char *name __maybe_unused,
                         char *value)
{
	static const char *const yes[] = {"1", "y", "yes", "on", "true"};
	static const char *const no[] = {"0", "n", "no", "off", "false"};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(yes); i++) {
		if (!strcmp(value, yes[i]) || !strcmp(value, no[i])) {
			*(bool *)param->variable = !strcmp(value, yes[i]);
			return 0;
		}
	}
	return -EINVAL;
}
