/* SPDX-License-Identifier: BSD-3-Clause */
/* Regular expressions, multibyte text, patterns, conversion, sorting and searching, options. */
#define _GNU_SOURCE
#include <fnmatch.h>
#include <iconv.h>
#include <locale.h>
#include <regex.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

int main(void)
{
	int numbers[1000], ordered = 1, key = 500;
	char *args[] = {"prog", "-a", "-b", "value", "rest", NULL};
	char out[16] = "", in[] = "\303\244", *pi = in, *po = out;
	size_t ni = 2, no = 8;
	regmatch_t m[3];
	wchar_t wide[8];
	unsigned int seed = 1;
	regex_t re;
	iconv_t cd;

	setlocale(LC_ALL, "C.UTF-8");
	printf("regcomp %d\n", regcomp(&re, "([a-z]+)=([0-9]+)", REG_EXTENDED));
	printf("match %d", regexec(&re, "x name=42;", 3, m, 0));
	printf(" %d-%d %d-%d\n", (int)m[1].rm_so, (int)m[1].rm_eo, (int)m[2].rm_so,
	       (int)m[2].rm_eo);
	regfree(&re);
	printf("wide %d", (int)mbstowcs(wide, "h\303\251\342\202\254", 8));
	printf(" %d %x\n", (int)wcslen(wide), (unsigned int)wide[2]);
	printf("upper %x width %d\n", (unsigned int)towupper(wide[1]), wcwidth(L'a'));
	printf("fnmatch %d %d\n", fnmatch("*.[ch]", "file.c", 0),
	       fnmatch("*.[ch]", "file.o", 0) != 0);
	cd = iconv_open("ISO-8859-1", "UTF-8");
	printf("iconv %zd", iconv(cd, &pi, &ni, &po, &no));
	printf(" %x\n", (unsigned char)out[0]);
	iconv_close(cd);
	for (int i = 0; i < 1000; i++)
		numbers[i] = (int)((seed = seed * 1103515245 + 12345) >> 8) % 100000;
	numbers[3] = key;
	qsort(numbers, 1000, sizeof(int), compare);
	for (int i = 1; i < 1000; i++)
		ordered &= numbers[i - 1] <= numbers[i];
	printf("sorted %d found %d\n", ordered,
	       *(int *)bsearch(&key, numbers, 1000, sizeof(int), compare));
	for (int c; (c = getopt(5, args, "ab:")) != -1;)
		printf("option %c %s\n", c, optarg ? optarg : "-");
	printf("rest %s\n", args[optind]);
	return 0;
}
