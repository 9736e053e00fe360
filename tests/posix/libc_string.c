/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory and string functions at all small lengths and alignments, against the plain definition. */
#include <stdio.h>
#include <string.h>

static unsigned char a[300], b[300], c[300];

static void fill(unsigned char *p, unsigned int seed)
{
	for (int i = 0; i < 300; i++)
		p[i] = (unsigned char)((seed = seed * 1103515245 + 12345) >> 16);
}

int main(void)
{
	long wrong = 0;

	for (size_t from = 0; from < 16; from++)
		for (size_t to = 0; to < 16; to++)
			for (size_t n = 0; n < 200; n += n < 40 ? 1 : 13) {
				fill(a, 1), fill(b, 2), fill(c, 2);
				memcpy(b + to, a + from, n);
				for (size_t i = 0; i < n; i++)
					c[to + i] = a[from + i];
				wrong += memcmp(b, c, 300) != 0;
				fill(a, 3), fill(c, 3);
				memmove(a + to, a + from, n);
				for (size_t i = 0; i < n; i++) {
					size_t k = from < to ? n - 1 - i : i;
					c[to + k] = c[from + k];
				}
				wrong += memcmp(a, c, 300) != 0;
				memset(b + to, (int)n, n);
				for (size_t i = 0; i < n; i++)
					wrong += b[to + i] != (unsigned char)n;
			}
	printf("wrong %ld\n", wrong);
	for (size_t n = 0; n < 100; n++) {
		char text[128];

		memset(text, 'x', n);
		text[n] = 0;
		wrong += strlen(text) != n || strnlen(text, 50) != (n < 50 ? n : 50) ||
		         strchr(text, 0) != text + n;
	}
	printf("wrong %ld\n", wrong);
	printf("%s %s %d %d\n", strstr("a haystack", "stack"), strrchr("a/b/c", '/'),
	       strcmp("a", "b") < 0, strncasecmp("ABc", "abD", 2));
	printf("%zu %zu %s\n", strspn("aabbc", "ab"), strcspn("key=value", "="),
	       strpbrk("a,b;c", ";,"));
	char list[] = "one two,three", *state;
	for (char *t = strtok_r(list, " ,", &state); t; t = strtok_r(NULL, " ,", &state))
		puts(t);
	return wrong != 0;
}
