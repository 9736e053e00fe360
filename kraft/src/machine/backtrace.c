/* SPDX-License-Identifier: BSD-3-Clause */
/* Backtraces with source lines. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "machine/backtrace.h"
#include "term/message.h"

bool backtrace_parse(const char *line, unsigned int *frame, uint64_t *address)
{
	char *end;

	line += strspn(line, " \t");
	if (*line++ != '#' || !isdigit((unsigned char)*line))
		return false;
	*frame = (unsigned int)strtoul(line, &end, 10);
	line = end + strspn(end, " \t");
	if (line == end || !starts_with(line, "0x") || !isxdigit((unsigned char)line[2]))
		return false;
	*address = strtoull(line, &end, 16);
	return *end == '\0' || isspace((unsigned char)*end);
}

char *backtrace_place(const char *image, uint64_t address, unsigned int frame)
{
	/* A return address may belong to the next line, or even function: ask for the call before
	 * it. */
	char *number = format("0x%llx", (unsigned long long)(frame ? address - 1 : address));
	const char *const argv[] = {"addr2line", "-fipse", image, number, NULL};
	struct text place = {0}, errors = {0};
	const struct process tool = {.argv = argv, .output = &place, .errors = &errors};
	char *answer = NULL;

	if (process_run(&tool) == 0 && place.len && !starts_with(place.data, "??")) {
		for (char *c = trim(place.data); *c; c++)
			if (*c == '\n')
				*c = ' ';
		answer = copy_string(trim(place.data));
	}
	text_free(&place);
	text_free(&errors);
	free(number);
	return answer;
}

void backtrace_copy(FILE *in, const char *image, FILE *out)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, in) >= 0) {
		uint64_t address;
		unsigned int frame;
		char *place = NULL;

		line[strcspn(line, "\r\n")] = '\0';
		if (backtrace_parse(line, &frame, &address))
			place = backtrace_place(image, address, frame);
		fprintf(out, "%s%s%s\n", line, place ? "  " : "", place ? place : "");
		fflush(out);
		free(place);
	}
	free(line);
}

void backtrace_explain(const char *log, const char *image)
{
	struct text content = {0};
	struct strings lines = {0}, places = {0};

	if (file_read(log, &content) == 0)
		strings_split(&lines, content.data, "\r\n");
	for (size_t i = 0; i < lines.count; i++) {
		uint64_t address;
		unsigned int frame;

		if (!backtrace_parse(lines.item[i], &frame, &address))
			continue;
		/* A new one begins: only the last is of interest. */
		if (frame == 0)
			strings_free(&places);
		char *place = backtrace_place(image, address, frame);

		if (place)
			strings_addf(&places, "  #%u %s", frame, place);
		free(place);
	}
	if (places.count)
		say("in the source:");
	for (size_t i = 0; i < places.count; i++)
		say("%s", places.item[i]);
	strings_free(&places);
	strings_free(&lines);
	text_free(&content);
}
