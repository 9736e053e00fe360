/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the package sources that are configured on this machine. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "origin/apt_sources.h"

static void add_entry(struct apt_entries *entries, const char *uri, const char *suite,
                      const char *components, const char *options)
{
	entries->entry =
	        need(realloc(entries->entry, (entries->count + 1) * sizeof *entries->entry));
	entries->entry[entries->count++] =
	        (struct apt_entry){copy_string(uri), copy_string(suite), copy_string(components),
	                           copy_string(options)};
}

void apt_entries_free(struct apt_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		free(entries->entry[i].uri);
		free(entries->entry[i].suite);
		free(entries->entry[i].components);
		free(entries->entry[i].options);
	}
	free(entries->entry);
	*entries = (struct apt_entries){0};
}

static char *join(const struct strings *words, size_t from)
{
	struct text t = {0};

	text_add(&t, "");
	for (size_t i = from; i < words->count; i++)
		text_addf(&t, "%s%s", i > from ? " " : "", words->item[i]);
	return t.data;
}

/* Options that decide whether an entry is trusted, and nothing that limits architectures or
 * languages. */
static bool is_trust_option(const char *option)
{
	return strncasecmp(option, "signed-by=", 10) == 0 ||
	       strncasecmp(option, "trusted=", 8) == 0 ||
	       strncasecmp(option, "check-valid-until=", 18) == 0 ||
	       strncasecmp(option, "allow-insecure=", 15) == 0;
}

static void parse_line(char *line, struct apt_entries *entries)
{
	struct strings words = {0}, all = {0}, options = {0};
	char *open = strchr(line, '['), *close = open ? strchr(open, ']') : NULL;

	/* The option group may contain blanks: cut it out first. */
	if (close && open) {
		*close = '\0';
		strings_split(&all, open + 1, " \t");
		memset(open, ' ', (size_t)(close - open) + 1);
	}
	for (size_t i = 0; i < all.count; i++)
		if (is_trust_option(all.item[i]))
			strings_add(&options, all.item[i]);
	strings_split(&words, line, " \t\r");
	if (words.count >= 4 &&
	    (strcmp(words.item[0], "deb") == 0 || strcmp(words.item[0], "deb-src") == 0)) {
		char *components = join(&words, 3), *kept = join(&options, 0);

		add_entry(entries, words.item[1], words.item[2], components, kept);
		free(components);
		free(kept);
	}
	strings_free(&words);
	strings_free(&all);
	strings_free(&options);
}

void apt_parse_list(const char *content, struct apt_entries *entries)
{
	struct strings lines = {0};

	strings_split(&lines, content, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		lines.item[i][strcspn(lines.item[i], "#")] = '\0';
		parse_line(lines.item[i], entries);
	}
	strings_free(&lines);
}

struct stanza {
	struct text types, uris, suites, components, options;
	bool disabled;
};

static void end_stanza(struct stanza *s, struct apt_entries *entries)
{
	struct strings uris = {0}, suites = {0};

	if (s->uris.len && s->suites.len && s->components.len && !s->disabled) {
		strings_split(&uris, s->uris.data, " \t");
		strings_split(&suites, s->suites.data, " \t");
		for (size_t i = 0; i < uris.count; i++)
			for (size_t k = 0; k < suites.count; k++)
				add_entry(entries, uris.item[i], suites.item[k],
				          trim(s->components.data),
				          s->options.len ? s->options.data : "");
	}
	strings_free(&uris);
	strings_free(&suites);
	text_free(&s->types);
	text_free(&s->uris);
	text_free(&s->suites);
	text_free(&s->components);
	text_free(&s->options);
	*s = (struct stanza){0};
}

static struct text *field_of(struct stanza *s, const char *name)
{
	if (strcasecmp(name, "types") == 0)
		return &s->types;
	if (strcasecmp(name, "uris") == 0)
		return &s->uris;
	if (strcasecmp(name, "suites") == 0)
		return &s->suites;
	if (strcasecmp(name, "components") == 0)
		return &s->components;
	return NULL;
}

static struct text *begin_field(struct stanza *s, char *line)
{
	char *colon = strchr(line, ':');

	if (!colon)
		return NULL;
	*colon = '\0';
	char *value = trim(colon + 1);
	struct text *field = field_of(s, trim(line));

	if (field)
		text_addf(field, " %s", value);
	else if (strcasecmp(line, "enabled") == 0)
		s->disabled = strcasecmp(value, "no") == 0 || strcasecmp(value, "false") == 0;
	else if (strcasecmp(line, "signed-by") == 0 && *value == '/')
		text_addf(&s->options, "%ssigned-by=%s", s->options.len ? " " : "", value);
	else if (strcasecmp(line, "trusted") == 0)
		text_addf(&s->options, "%strusted=%s", s->options.len ? " " : "", value);
	return field;
}

void apt_parse_deb822(const char *content, struct apt_entries *entries)
{
	struct stanza stanza = {0};
	struct text *field = NULL;
	char *copy = copy_string(content), *next = copy;

	while (next) {
		char *line = next;

		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (*line == '#')
			continue;
		if (!line[strspn(line, " \t\r")]) {
			end_stanza(&stanza, entries);
			field = NULL;
		} else if (*line == ' ' || *line == '\t') {
			if (field)
				text_addf(field, " %s", trim(line));
		} else {
			field = begin_field(&stanza, line);
		}
	}
	end_stanza(&stanza, entries);
	free(copy);
}

void apt_read_configured(const char *folder, struct apt_entries *entries)
{
	char *single = path_join(folder, "sources.list"),
	     *parts = path_join(folder, "sources.list.d");
	struct strings names = {0};
	struct text content = {0};

	if (file_read(single, &content) == 0)
		apt_parse_list(content.data, entries);
	text_free(&content);
	if (folder_list(parts, &names) != 0)
		names.count = 0;
	for (size_t i = 0; i < names.count; i++) {
		char *path = path_join(parts, names.item[i]);
		bool deb822 = ends_with(path, ".sources");

		content = (struct text){0};
		if ((deb822 || ends_with(path, ".list")) && file_read(path, &content) == 0)
			(deb822 ? apt_parse_deb822 : apt_parse_list)(content.data, entries);
		text_free(&content);
		free(path);
	}
	strings_free(&names);
	free(single);
	free(parts);
}

static bool is_debian_release(const char *suite)
{
	static const char *const releases[] = {"buster",   "bullseye",  "bookworm",    "trixie",
	                                       "forky",    "oldstable", "stable",      "testing",
	                                       "unstable", "sid",       "oldoldstable"};

	for (size_t i = 0; i < sizeof releases / sizeof *releases; i++)
		if (strcmp(suite, releases[i]) == 0)
			return true;
	return false;
}

static void add_lines(const struct apt_entry *e, struct strings *lines)
{
	static const char *const holding[] = {"bookworm", "bullseye", "trixie"};
	char *options = *e->options ? format("[%s] ", e->options) : copy_string("");
	/* A list of mirrors or a removable disc answers nothing about other releases. */
	bool network = starts_with(e->uri, "http") || starts_with(e->uri, "file:") ||
	               starts_with(e->uri, "copy:");

	for (size_t i = 0; network && is_debian_release(e->suite) && i < 3; i++) {
		char *line =
		        format("deb-src %s%s %s %s", options, e->uri, holding[i], e->components);

		strings_add_new(lines, line);
		free(line);
	}
	if (network && !is_debian_release(e->suite) && !strchr(e->suite, '-') &&
	    !strchr(e->suite, '/')) {
		char *line = format("deb-src %s%s %s %s", options, e->uri, e->suite, e->components);

		strings_add_new(lines, line);
		free(line);
	}
	free(options);
}

char *apt_source_lines(const struct apt_entries *entries)
{
	struct strings lines = {0};
	struct text out = {0};

	for (size_t i = 0; i < entries->count; i++)
		add_lines(&entries->entry[i], &lines);
	text_add(&out, "");
	for (size_t i = 0; i < lines.count; i++)
		text_addf(&out, "%s\n", lines.item[i]);
	strings_free(&lines);
	return out.data;
}
