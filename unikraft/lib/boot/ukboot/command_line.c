/* SPDX-License-Identifier: BSD-3-Clause */
/* The program's arguments and environment from the boot command line. */
#include <string.h>
#include <uk/alloc.h>
#include <uk/config.h>
#include <uk/crash.h>
#include <uk/init.h>
#include <uk/libparam.h>
#include <uk/plat/bootstrap.h>
#include <errno.h>

#include "boot.h"

#define ENVIRONMENT_PREFIX "env."

#ifdef CONFIG_LIBUKBOOT_ENVIRONMENT_DEFAULTS
/* What Linux gives its first program. */
static char home[] = "HOME=/", term[] = "TERM=linux";
#define DEFAULTS      home, term
#define DEFAULT_COUNT 2
#else
#define DEFAULTS
#define DEFAULT_COUNT 0
#endif

/* environ.c: what the configuration names, "" where it names nothing, NULL at the end. */
extern const char *const boot_environment[] __weak;

static char *environment[DEFAULT_COUNT + CONFIG_LIBUKBOOT_ENVIRONMENT_MAX + 1] = {DEFAULTS};
static unsigned int environment_count = DEFAULT_COUNT;

/* Of a name that comes again the later value holds, as on Linux's command line: getenv() would find
 * the first one. */
static int add_variable(char *text)
{
	__sz name_len = strcspn(text, "=") + 1;

	for (unsigned int i = 0; i < environment_count; i++) {
		if (!strncmp(environment[i], text, name_len)) {
			environment[i] = text;
			return 0;
		}
	}
	if (environment_count == DEFAULT_COUNT + CONFIG_LIBUKBOOT_ENVIRONMENT_MAX)
		return -E2BIG;
	environment[environment_count++] = text;
	return 0;
}

/* env.NAME=value: the words stand one behind the other in the line, so the text only needs its '='
 * back. */
static int set_variable(const struct uk_libparam *param __maybe_unused, const char *name,
                        char *value)
{
	value[-1] = '=';
	return add_variable(DECONST(char *, name) + strlen(ENVIRONMENT_PREFIX));
}
UK_LIBPARAM(ENVIRONMENT_PREFIX, set_variable, "a variable of the program's environment");

/* env.vars=[ NAME=value … ] */
static int set_variables(const struct uk_libparam *param __maybe_unused,
                         const char *name __maybe_unused, char *value)
{
	char *item;
	int rc = 0;

	while (rc == 0 && (item = uk_libparam_list_next(&value)))
		rc = strchr(item, '=') ? add_variable(item) : -EINVAL;
	return rc;
}
UK_LIBPARAM("env.vars", set_variables, "variables of the program's environment: [ NAME=value … ]");

/* Before the command line's, which replace them. */
static int add_configured(void)
{
	int rc = 0;

	for (const char *const *text = boot_environment; text && *text && !rc; text++)
		if (strchr(*text, '='))
			rc = add_variable(DECONST(char *, *text));
	return rc;
}

/* An upper bound of the words in the line. */
static int count_words(const char *line)
{
	int n = 1;

	for (; *line; line++)
		n += *line == ' ' || *line == '\t' || *line == '\n';
	return n;
}

static __sz text_len(char *const *list)
{
	__sz len = 0;

	for (; *list; list++)
		len += strlen(*list) + 1;
	return len;
}

static char *move_text(char **list, char *at)
{
	for (; *list; list++) {
		__sz len = strlen(*list) + 1;

		*list = memcpy(at, *list, len);
		at += len;
	}
	return at;
}

/* The arguments one behind the other, the environment behind them, all of it the program's to
 * write, as Linux lays them out: programs that change their title write over both. */
static int lay_out(char **argv)
{
	char *text = uk_malloc(uk_alloc_get_default(), text_len(argv) + text_len(environment));

	if (!text)
		return -ENOMEM;
	move_text(environment, move_text(argv, text));
	return 0;
}

void uk_boot_command_line(struct uk_init_ctx *ctx)
{
	const char *given = ukplat_command_line();
	int words = count_words(given);
	__sz name_len = strlen(CONFIG_UK_NAME);
	char **argv = uk_calloc(uk_alloc_get_default(), (__sz)words + 2, sizeof(*argv));
	char *line = uk_malloc(uk_alloc_get_default(), strlen(given) + 1);
	int argc;

	if (!argv || !line)
		uk_crash("boot: too little memory for the command line");
	/* some loaders put the image's name in front */
	if (!strncmp(given, CONFIG_UK_NAME, name_len) &&
	    (given[name_len] == ' ' || !given[name_len]))
		given += name_len;
	strcpy(line, given);
	argv[0] = DECONST(char *, CONFIG_UK_NAME);
	if (add_configured())
		uk_crash("boot: the configuration names too many variables of the environment");
	argc = uk_libparam_parse(line, argv + 1, words);
	if (argc < 0)
		uk_crash("boot: the command line has a wrong value (error %d)", -argc);
	if (lay_out(argv))
		uk_crash("boot: too little memory for the command line");
	ctx->cmdline.argc = argc + 1;
	ctx->cmdline.argv = argv;
	ctx->cmdline.envp = environment;
}
