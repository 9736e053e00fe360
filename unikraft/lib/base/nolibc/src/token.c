/* SPDX-License-Identifier: BSD-3-Clause */
/* Taking strings apart. */
#include <string.h>

char *strtok_r(char *restrict s, const char *restrict set, char **restrict state)
{
	if (!s)
		s = *state;
	s += strspn(s, set);
	*state = s + strcspn(s, set);
	if (*state == s)
		return NULL;
	if (**state)
		*(*state)++ = '\0';
	return s;
}

char *strtok(char *restrict s, const char *restrict set)
{
	static char *state = "";

	return strtok_r(s, set, &state);
}

char *strsep(char **s, const char *set)
{
	char *token = *s;

	if (!token)
		return NULL;
	*s = strpbrk(token, set);
	if (*s)
		*(*s)++ = '\0';
	return token;
}
