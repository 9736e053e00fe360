/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading a boot chart. */
#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "inspect/bootchart.h"
#include "inspect/objects.h"
#include "term/message.h"

#define MARK "bootchart: "

struct reading {
	struct bootchart *chart;
	const struct elf *elf;
	const struct object_index *objects;
	uint64_t ticks[2], nanoseconds[2]; /* samples of counter and clock */
	int samples;
	bool ended;
};

static const struct elf_symbol *symbol_at(const struct elf *elf, uint64_t address,
                                          const char *beginning)
{
	for (size_t i = 0; i < elf->symbol_count; i++) {
		const struct elf_symbol *s = &elf->symbol[i];

		if (s->address == address && s->section != SHN_UNDEF &&
		    s->section < elf->section_count && starts_with(s->name, beginning))
			return s;
	}
	return NULL;
}

/* The entries of the init table are called uk_inittab_CP_N: class, priority, number. */
static const char *class_of(const struct elf *elf, uint64_t entry)
{
	static const char beginning[] = "uk_inittab_";
	static const char *const names[] = {"early", "plat", "lib", "rootfs", "sys", "late"};
	const struct elf_symbol *s = NULL;

	for (size_t i = 0; i < elf->symbol_count && !s; i++) {
		const struct elf_symbol *at = &elf->symbol[i];
		char digit = starts_with(at->name, beginning) ? at->name[sizeof(beginning) - 1] : 0;

		if (at->address == entry && digit >= '1' && digit <= '6')
			s = at;
	}
	return s ? names[s->name[sizeof(beginning) - 1] - '1'] : "init";
}

static struct boot_span *add_span(struct bootchart *c, const char *stage, uint64_t start,
                                  uint64_t stop)
{
	c->item = need(realloc(c->item, (c->count + 1) * sizeof(*c->item)));
	c->item[c->count] = (struct boot_span){
	        .stage = copy_string(stage), .start = (double)start, .stop = (double)stop};
	return &c->item[c->count++];
}

static void add_function(const struct reading *r, uint64_t entry, uint64_t function, uint64_t start,
                         uint64_t stop)
{
	struct boot_span *span = add_span(r->chart, class_of(r->elf, entry), start, stop);
	const struct elf_symbol *s = symbol_at(r->elf, function, "");
	const struct definition *d = s ? objects_find(r->objects, s, NULL) : NULL;

	span->function = s ? copy_string(s->name) : format("0x%llx", (unsigned long long)function);
	if (d)
		span->library = copy_string(r->objects->object[d->object].library);
}

static void read_line(struct reading *r, const char *line)
{
	unsigned long long a, b, c, d;
	char name[64];

	if (sscanf(line, "clock %llu %llu", &a, &b) == 2 && r->samples < 2) {
		r->ticks[r->samples] = a;
		r->nanoseconds[r->samples++] = b;
		if (r->samples == 1)
			add_span(r->chart, "machine", 0, a);
	} else if (sscanf(line, "step %63s %llu %llu", name, &a, &b) == 3 && a <= b) {
		add_span(r->chart, name, a, b);
	} else if (sscanf(line, "init 0x%llx 0x%llx %llu %llu", &a, &b, &c, &d) == 4 && c <= d) {
		/* an entry without a function is a counterpart alone */
		if (b)
			add_function(r, a, b, c, d);
	} else if (sscanf(line, "end %llu", &a) == 1) {
		r->chart->lost = a;
		r->ended = true;
	}
}

/* Ticks of the counter become nanoseconds; under -icount a tick is an instruction. */
static void convert(struct reading *r)
{
	struct bootchart *c = r->chart;
	double rate = 1;

	if (!c->instructions && r->ticks[1] > r->ticks[0])
		rate = (double)(r->nanoseconds[1] - r->nanoseconds[0]) /
		       (double)(r->ticks[1] - r->ticks[0]);
	for (size_t i = 0; i < c->count; i++) {
		c->item[i].start *= rate;
		c->item[i].stop *= rate;
	}
	c->end = (double)r->ticks[1] * rate;
}

static int read_output(struct reading *r, const char *output)
{
	struct strings lines = {0};

	strings_split(&lines, output, "\r\n");
	for (size_t i = 0; i < lines.count; i++) {
		const char *at = strstr(lines.item[i], MARK);

		if (at)
			read_line(r, at + strlen(MARK));
	}
	strings_free(&lines);
	if (!r->samples) {
		fail("the image printed no boot chart");
		return -ENODATA;
	}
	if (r->samples < 2 || !r->ended || r->ticks[1] < r->ticks[0] ||
	    r->nanoseconds[1] < r->nanoseconds[0]) {
		fail("the boot chart is damaged: the machine ended while it was printed");
		return -ENODATA;
	}
	convert(r);
	return 0;
}

int bootchart_read(const char *output, const char *image, const char *symbols, bool instructions,
                   struct bootchart *chart)
{
	struct object_index objects = {0};
	struct mapping m;
	struct elf elf = {0};
	struct reading r = {.chart = chart, .elf = &elf, .objects = &objects};
	int error = mapping_open(symbols, &m);

	*chart = (struct bootchart){.instructions = instructions};
	if (!error)
		error = elf_read(m.data, m.len, &elf);
	if (error)
		fail("%s: %s", symbols, strerror(-error));
	objects_read(image, &objects);
	if (!error)
		error = read_output(&r, output);
	if (error)
		bootchart_free(chart);
	objects_free(&objects);
	elf_close(&elf);
	mapping_close(&m);
	return error;
}

void bootchart_free(struct bootchart *c)
{
	for (size_t i = 0; i < c->count; i++) {
		free(c->item[i].stage);
		free(c->item[i].function);
		free(c->item[i].library);
	}
	free(c->item);
	*c = (struct bootchart){0};
}

bool bootchart_is_built_in(const char *symbols)
{
	struct mapping m;
	struct elf elf = {0};
	bool found = false;

	if (mapping_open(symbols, &m))
		return false;
	if (elf_read(m.data, m.len, &elf) == 0)
		for (size_t i = 0; i < elf.symbol_count && !found; i++)
			found = strcmp(elf.symbol[i].name, "boot_chart_report") == 0;
	elf_close(&elf);
	mapping_close(&m);
	return found;
}

/* With commas between thousands. */
static char *grouped(unsigned long long n)
{
	char digits[32];
	int len = snprintf(digits, sizeof(digits), "%llu", n);
	struct text out = {0};

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			text_add(&out, ",");
		text_add_bytes(&out, digits + i, 1);
	}
	return out.data;
}

char *bootchart_amount(const struct bootchart *c, double amount)
{
	if (c->instructions)
		return grouped((unsigned long long)amount);
	if (amount < 1e6)
		return format("%.1f µs", amount / 1e3);
	return format("%.2f ms", amount / 1e6);
}
