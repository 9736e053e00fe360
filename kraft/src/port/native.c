/* SPDX-License-Identifier: BSD-3-Clause */
/* Comparing the headers of two runs of ./configure. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "port/native.h"
#include "project/project.h"
#include "term/message.h"

/* "#define NAME VALUE" lines; function-like macros are left out, since ./configure writes none. */
static void read_macros(const char *text, struct settings *out)
{
	struct strings lines = {0};

	strings_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *line = lines.item[i], *name, *value;

		line += strspn(line, " \t");
		if (*line != '#')
			continue;
		line += 1 + strspn(line + 1, " \t");
		if (!starts_with(line, "define") || !isspace((unsigned char)line[6]))
			continue;
		name = trim(line + 6);
		value = name +
		        strspn(name,
		               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
		if (*value == '(')
			continue;
		if (*value)
			*value++ = 0;
		settings_add(out, name, trim(value), NULL);
	}
	strings_free(&lines);
}

void native_difference(const char *native, const char *target, const char *name, struct text *out)
{
	struct settings here = {0}, there = {0};
	struct text lines = {0};

	read_macros(native, &here);
	read_macros(target, &there);
	for (size_t i = 0; i < here.count; i++) {
		const struct setting *other = settings_find(&there, here.item[i].name);

		if (!other)
			text_addf(&lines, "#undef %s\n", here.item[i].name);
		else if (strcmp(other->value, here.item[i].value))
			text_addf(&lines, "#undef %s\n#define %s %s\n", other->name, other->name,
			          other->value);
	}
	for (size_t i = 0; i < there.count; i++)
		if (!settings_find(&here, there.item[i].name))
			text_addf(&lines, "#ifndef %s\n#define %s %s\n#endif\n", there.item[i].name,
			          there.item[i].name, there.item[i].value);
	if (lines.len)
		text_addf(out,
		          "/* What a ./configure on the build machine finds and an image has not. "
		          "This stands before\n"
		          " * include/ on the include path, so that a %s copied from there works "
		          "too. */\n"
		          "#include_next <%s>\n\n%s",
		          path_base(name), name, lines.data);
	text_free(&lines);
	settings_free(&here);
	settings_free(&there);
}

static bool configure_here(const char *tree, const struct strings *arguments)
{
	static const char *const variables[] = {"CONFIG_SITE=/dev/null", "MAKEFLAGS", NULL};
	struct strings argv = {0};
	struct text output = {0};

	strings_split(&argv, "timeout 300 ./configure", " ");
	for (size_t i = 0; i < arguments->count; i++)
		strings_add(&argv, arguments->item[i]);
	int status = process_run(&(struct process){.argv = (const char *const *)argv.item,
	                                           .folder = tree,
	                                           .variables = variables,
	                                           .output = &output,
	                                           .errors = &output});

	strings_free(&argv);
	text_free(&output);
	return status == 0;
}

static void correct(const char *tree, const char *library, const char *path, const char *name,
                    struct strings *corrected)
{
	char *native_file = path_join(tree, path),
	     *target_file = format("%s/include/%s", library, name);
	char *file = format("%s/target/%s", library, name), *folder = path_folder(file);
	struct text native = {0}, target = {0}, text = {0};

	if (file_read(native_file, &native) == 0 && file_read(target_file, &target) == 0)
		native_difference(native.data, target.data, name, &text);
	if (text.len && folder_make(folder) == 0 && file_write(file, text.data, text.len) == 0)
		strings_add(corrected, name);
	text_free(&native);
	text_free(&target);
	text_free(&text);
	free(folder);
	free(file);
	free(target_file);
	free(native_file);
}

void native_correct(const struct archive *archive, const char *scratch, const char *library,
                    const struct strings *arguments, const struct strings *paths,
                    const struct strings *names, struct strings *corrected)
{
	char *unpacked = path_join(scratch, "native"), *tree, *script;

	if (!paths->count || archive_unpack(archive, unpacked)) {
		free(unpacked);
		return;
	}
	tree = archive->top ? path_join(unpacked, archive->top) : copy_string(unpacked);
	script = path_join(tree, "configure");
	if (is_file(script) && configure_here(tree, arguments))
		for (size_t i = 0; i < paths->count; i++)
			correct(tree, library, paths->item[i], names->item[i], corrected);
	free(script);
	free(tree);
	free(unpacked);
}
