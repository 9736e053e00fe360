/* SPDX-License-Identifier: BSD-3-Clause */
/* stdio over files: modes, positions, temporary files, formatted input, reopening. */
#include "files.h"

int main(void)
{
	char line[64], *text = NULL;
	size_t size = 0;
	int number;
	FILE *f;

	scratch();
	f = fopen("f", "w+x");
	T(fopen("f", "wx") == NULL && errno == EEXIST);
	T(fprintf(f, "line %d\nline %d\nthe rest", 1, 2));
	T(ftell(f));
	T(fflush(f));
	show_file("f");
	rewind(f);
	T(fscanf(f, "line %d", &number));
	T(number);
	T(getline(&text, &size, f));
	T(getline(&text, &size, f));
	printf("%s", text);
	T(fgetc(f));
	T(ungetc('X', f));
	T(fgets(line, sizeof(line), f) != NULL);
	puts(line);
	T(fgetc(f));
	T(feof(f) != 0);
	T(fseek(f, -4, SEEK_END));
	T(fputs("REST", f) >= 0);
	T(fclose(f));
	show_file("f");
	f = fopen("f", "a+");
	T(fputs("+", f) >= 0);
	T(fseek(f, 0, SEEK_SET));
	T(fgetc(f));
	T(fclose(f));
	show_file("f");
	f = fopen("f", "r");
	T(fputc('x', f) == EOF && ferror(f) != 0);
	T(freopen("f", "r+", f) == f);
	T(fputc('L', f));
	T(fclose(f));
	show_file("f");
	f = tmpfile();
	T(f != NULL);
	T(fputs("temporary", f) >= 0);
	rewind(f);
	T(fgets(line, sizeof(line), f) != NULL);
	puts(line);
	fclose(f);
	T(fopen("none/f", "w") == NULL && errno == ENOENT);
	T(fopen(".", "w") == NULL && errno == EISDIR);
	char template[] = "tXXXXXX";
	int fd = mkstemp(template);
	T(fd >= 0);
	f = fdopen(fd, "w");
	static char large[100000];
	memset(large, 'z', sizeof(large));
	T(fwrite(large, 1, sizeof(large), f));
	fclose(f);
	struct stat st;
	stat(template, &st);
	T(st.st_size);
	T(remove(template));
	f = fopen("/dev/full", "w");
	T(fputs("x", f) >= 0);
	T(fclose(f));
	return 0;
}
