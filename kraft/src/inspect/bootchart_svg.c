/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot chart as a picture: one row per span, time to the right. */
#include <stdlib.h>
#include <string.h>

#include "inspect/bootchart.h"

#define WIDTH 1000 /* all of it */
#define LEFT  270  /* names */
#define RIGHT 110  /* the last bar's duration */
#define TOP   58
#define ROW   20
#define PLOT  (WIDTH - LEFT - RIGHT)

static const char *color_of(const char *stage)
{
	static const char *const colors[][2] = {
	        {"machine", "#9aa5b1"}, {"early", "#e07a5f"},      {"plat", "#e9a23b"},
	        {"thread", "#7f8fd9"},  {"parameters", "#9b7fd9"}, {"lib", "#4c9f70"},
	        {"rootfs", "#3fa7a0"},  {"sys", "#3d85c6"},        {"late", "#c65f9b"}};

	for (size_t i = 0; i < sizeof(colors) / sizeof(*colors); i++)
		if (strcmp(colors[i][0], stage) == 0)
			return colors[i][1];
	return "#888888";
}

static void add_escaped(struct text *out, const char *s)
{
	for (; *s; s++) {
		if (*s == '&')
			text_add(out, "&amp;");
		else if (*s == '<')
			text_add(out, "&lt;");
		else if (*s == '>')
			text_add(out, "&gt;");
		else if (*s == '"')
			text_add(out, "&quot;");
		else
			text_add_bytes(out, s, 1);
	}
}

/* 1, 2 or 5 times a power of ten, so that there are five to ten lines. */
static double grid(double whole)
{
	double step = 1;

	while (whole / step > 100)
		step *= 10;
	if (whole / step > 50)
		step *= 10;
	else if (whole / step > 20)
		step *= 5;
	else if (whole / step > 10)
		step *= 2;
	return step;
}

static void add_grid(const struct bootchart *c, double whole, size_t rows, struct text *out)
{
	double step = grid(whole);

	for (unsigned int i = 0; i * step <= whole; i++) {
		double at = i * step, x = LEFT + PLOT * at / whole;
		char *amount = bootchart_amount(c, at);

		text_addf(out,
		          "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%zu\" stroke=\"#dddddd\"/>"
		          "<text x=\"%.1f\" y=\"%d\" font-size=\"10\" fill=\"#666666\" "
		          "text-anchor=\"middle\">%s</text>\n",
		          x, TOP - 6, x, TOP + rows * ROW, x, TOP - 10, amount);
		free(amount);
	}
}

static void add_row(const struct bootchart *c, const struct boot_span *s, double whole, size_t row,
                    struct text *out)
{
	double x = LEFT + PLOT * s->start / whole, width = PLOT * (s->stop - s->start) / whole;
	size_t y = TOP + row * ROW;
	char *amount = bootchart_amount(c, s->stop - s->start);

	/* what is short stays visible */
	width = width < 1 ? 1 : width;
	text_addf(out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", LEFT - 8, y + 13);
	add_escaped(out, s->function ? s->function : s->stage);
	text_addf(out,
	          "</text><rect x=\"%.1f\" y=\"%zu\" width=\"%.1f\" height=\"%d\" fill=\"%s\">"
	          "<title>",
	          x, y + 2, width, ROW - 4, color_of(s->stage));
	add_escaped(out, s->stage);
	if (s->library) {
		text_add(out, ", ");
		add_escaped(out, s->library);
	}
	text_addf(out,
	          "</title></rect><text x=\"%.1f\" y=\"%zu\" font-size=\"10\" fill=\"#444444\">%s"
	          "</text>\n",
	          x + width + 4, y + 13, amount);
	free(amount);
}

static void add_legend(const struct bootchart *c, size_t row, struct text *out)
{
	size_t y = TOP + row * ROW + 22, x = LEFT;

	for (size_t i = 0; i < c->count; i++) {
		if (i && strcmp(c->item[i].stage, c->item[i - 1].stage) == 0)
			continue;
		text_addf(out,
		          "<rect x=\"%zu\" y=\"%zu\" width=\"10\" height=\"10\" fill=\"%s\"/>"
		          "<text x=\"%zu\" y=\"%zu\">",
		          x, y - 9, color_of(c->item[i].stage), x + 14, y);
		add_escaped(out, c->item[i].stage);
		text_add(out, "</text>\n");
		x += 26 + 7 * strlen(c->item[i].stage);
	}
}

void bootchart_draw(const struct bootchart *c, const char *title, struct text *out)
{
	size_t height = TOP + c->count * ROW + 40;
	double whole = c->end > 0 ? c->end : 1;
	char *amount = bootchart_amount(c, c->end);

	text_addf(out,
	          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%zu\" "
	          "viewBox=\"0 0 %d %zu\" font-family=\"sans-serif\" font-size=\"12\">\n"
	          "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n"
	          "<text x=\"16\" y=\"22\" font-size=\"16\" font-weight=\"bold\">",
	          WIDTH, height, WIDTH, height);
	add_escaped(out, title);
	text_addf(out, ": %s%s from reset to the program</text>\n", amount,
	          c->instructions ? " instructions" : "");
	add_grid(c, whole, c->count, out);
	for (size_t i = 0; i < c->count; i++)
		add_row(c, &c->item[i], whole, i, out);
	add_legend(c, c->count, out);
	text_add(out, "</svg>\n");
	free(amount);
}
