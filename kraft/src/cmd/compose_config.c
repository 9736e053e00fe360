/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft compose config: the file as it was understood, with every variable and default filled in.
 * What it prints is such a file itself. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/compose.h"
#include "cmd/session.h"
#include "term/table.h"

static const struct option options[] = {
        COMPOSE_OPTIONS_FILE,
        {'q', "quiet", NULL, "only check the file", NULL},
        {0, "services", NULL, "only the names of the services", NULL},
        {0, "images", NULL, "only the images", NULL},
        {0, "volumes", NULL, "only the names of the volumes", NULL},
        {0, "profile", "NAME", "the services of this profile as well (may be repeated)", NULL},
        {0},
};

/* A dollar sign would be a variable when the file is read again. */
static void add_quoted(struct text *out, const char *value)
{
	struct text escaped = {0};

	text_add(&escaped, "");
	for (; *value; value++)
		text_add_bytes(&escaped, *value == '$' ? "$$" : value, *value == '$' ? 2 : 1);
	json_quote(out, escaped.data);
	text_free(&escaped);
}

static void add_value(struct text *out, const char *indent, const char *key, const char *value)
{
	if (!value)
		return;
	text_addf(out, "%s%s: ", indent, key);
	add_quoted(out, value);
	text_add(out, "\n");
}

static void add_list(struct text *out, const char *key, const struct strings *list, bool always)
{
	if (!list->count && !always)
		return;
	text_addf(out, "    %s:%s\n", key, list->count ? "" : " []");
	for (size_t i = 0; i < list->count; i++) {
		text_add(out, "      - ");
		add_quoted(out, list->item[i]);
		text_add(out, "\n");
	}
}

/* Of a name that stands there twice the last one holds. */
static void add_map(struct text *out, const char *key, const struct strings *list)
{
	if (list->count)
		text_addf(out, "    %s:\n", key);
	for (size_t i = 0; i < list->count; i++) {
		const char *equals = strchr(list->item[i], '=');
		size_t len = equals ? (size_t)(equals - list->item[i]) + 1 : 0;
		bool later = false;

		for (size_t k = i + 1; k < list->count && len; k++)
			later |= strncmp(list->item[k], list->item[i], len) == 0;
		if (later || !len)
			continue;
		char *name = copy_bytes(list->item[i], len - 1);

		text_add(out, "      ");
		add_quoted(out, name);
		text_add(out, ": ");
		add_quoted(out, equals + 1);
		text_add(out, "\n");
		free(name);
	}
}

static void add_depends(struct text *out, const struct compose_service *s)
{
	static const char *const conditions[] = {
	        "service_started", "service_completed_successfully", "service_healthy"};

	if (s->depend_count)
		text_add(out, "    depends_on:\n");
	for (size_t i = 0; i < s->depend_count; i++)
		text_addf(out, "      %s: {condition: %s, required: %s}\n", s->depends[i].service,
		          conditions[s->depends[i].condition],
		          s->depends[i].required ? "true" : "false");
}

static void add_health(struct text *out, const struct compose_health *h)
{
	if (!h->given)
		return;
	text_add(out, "    healthcheck:\n      test: [CMD, ");
	if (h->http) {
		char *url = format("http://localhost:%u%s", h->port, h->path);

		text_add(out, "curl, -f, ");
		add_quoted(out, url);
		free(url);
	} else {
		text_addf(out, "nc, -z, localhost, \"%u\"", h->port);
	}
	text_addf(out,
	          "]\n      interval: %" PRId64 "ms\n      timeout: %" PRId64
	          "ms\n      start_period: %" PRId64 "ms\n      start_interval: %" PRId64
	          "ms\n      retries: %u\n",
	          h->interval, h->timeout, h->start_period, h->starting, h->retries);
}

static void add_network(struct text *out, const struct composition *c,
                        const struct compose_service *s)
{
	if (s->network < 0) {
		text_add(out, "    network_mode: none\n");
		return;
	}
	text_addf(out, "    networks:\n      %s:\n        ipv4_address: %s\n",
	          c->networks[s->network].name, compose_show_address(s->ip));
	for (size_t i = 0; i < s->aliases.count; i++) {
		text_add(out, i ? "          - " : "        aliases:\n          - ");
		add_quoted(out, s->aliases.item[i]);
		text_add(out, "\n");
	}
}

static void add_restart(struct text *out, const struct compose_service *s)
{
	static const char *const words[] = {"no", "always", "unless-stopped", "on-failure"};

	if (s->restart == COMPOSE_RESTART_NO)
		return;
	text_addf(out, "    restart: %s", words[s->restart]);
	if (s->restart_limit)
		text_addf(out, ":%u", s->restart_limit);
	text_add(out, "\n");
}

/* Mounts are written by their real name or folder, which both the long form alone can tell. */
static void add_mounts(struct text *out, const struct composition *c,
                       const struct compose_service *s)
{
	if (s->volumes.count)
		text_add(out, "    volumes:\n");
	for (size_t i = 0; i < s->volumes.count; i++) {
		const char *colon = strchr(s->volumes.item[i], ':');
		char *source = copy_bytes(s->volumes.item[i], (size_t)(colon - s->volumes.item[i])),
		     *target = copy_bytes(colon + 1, strcspn(colon + 1, ":"));
		const char *mode = colon + 1 + strlen(target), *name = NULL;

		for (size_t k = 0; k < c->volume_count && *source != '/'; k++)
			if (strcmp(c->volumes[k].real, source) == 0)
				name = c->volumes[k].name;
		text_addf(out, "      - type: %s\n", name ? "volume" : "bind");
		add_value(out, "        ", "source", name ? name : source);
		add_value(out, "        ", "target", target);
		if (strcmp(mode, ":ro") == 0)
			text_add(out, "        read_only: true\n");
		free(source);
		free(target);
	}
}

static void add_service(struct text *out, const struct composition *c,
                        const struct compose_service *s)
{
	text_addf(out, "  %s:\n", s->name);
	add_value(out, "    ", "image", s->image);
	add_value(out, "    ", "build", s->build);
	if (s->has_command)
		add_list(out, "command", &s->command, true);
	add_map(out, "environment", &s->environment);
	add_map(out, "labels", &s->labels);
	add_list(out, "ports", &s->ports, false);
	add_mounts(out, c, s);
	add_network(out, c, s);
	add_value(out, "    ", "hostname", s->hostname);
	add_depends(out, s);
	add_health(out, &s->health);
	add_restart(out, s);
	if (s->memory)
		text_addf(out, "    mem_limit: %" PRIu64 "\n", s->memory);
	add_list(out, "profiles", &s->profiles, false);
	add_value(out, "    ", "x-rootfs", s->rootfs);
}

static void add_top(struct text *out, const struct composition *c)
{
	text_add(out, "networks:\n");
	for (size_t i = 0; i < c->network_count; i++) {
		const struct compose_network *n = &c->networks[i];

		text_addf(out, "  %s:\n%s    ipam:\n      config:\n        - subnet: %s/%d\n",
		          n->name, n->internal ? "    internal: true\n" : "",
		          compose_show_address(n->address), __builtin_popcount(n->mask));
		text_addf(out, "          gateway: %s\n", compose_show_address(n->gateway));
	}
	if (c->volume_count)
		text_add(out, "volumes:\n");
	for (size_t i = 0; i < c->volume_count; i++) {
		text_addf(out, "  %s:\n    name: %s\n", c->volumes[i].name, c->volumes[i].real);
		if (c->volumes[i].external)
			text_add(out, "    external: true\n");
	}
}

static bool is_chosen(const struct compose_service *s, const size_t *order, size_t count,
                      const struct composition *c)
{
	for (size_t i = 0; i < count; i++)
		if (&c->services[order[i]] == s)
			return true;
	return false;
}

static void print(const struct invocation *in, const struct composition *c, const size_t *order,
                  size_t count)
{
	bool services = option_given(in, "services"), images = option_given(in, "images"),
	     volumes = option_given(in, "volumes"), whole = !services && !images && !volumes;
	struct text out = {0};

	if (option_given(in, "quiet"))
		return;
	if (whole)
		text_addf(&out, "name: %s\nservices:\n", c->name);
	for (size_t i = 0; i < c->service_count; i++) {
		const struct compose_service *s = &c->services[i];

		if (!is_chosen(s, order, count, c))
			continue;
		if (services || (images && s->image))
			text_addf(&out, "%s\n", services ? s->name : s->image);
		if (whole)
			add_service(&out, c, s);
	}
	if (whole)
		add_top(&out, c);
	for (size_t i = 0; i < c->volume_count && volumes; i++)
		text_addf(&out, "%s\n", c->volumes[i].name);
	if (out.len)
		fwrite(out.data, 1, out.len, stdout);
	text_free(&out);
}

static int run(const struct invocation *in)
{
	struct strings profiles = {0};
	struct composition c;
	size_t *order, count;
	int error = compose_open(in, &c);

	if (error)
		return EXIT_FAILED;
	error = compose_check_services(in, &c);
	compose_profiles(in, &profiles);
	if (!error) {
		error = compose_order(&c, &in->operands, &profiles, &order, &count);
		if (!error)
			print(in, &c, order, count);
		free(order);
	}
	strings_free(&profiles);
	compose_free(&c);
	return error ? EXIT_FAILED : 0;
}

const struct command command_compose_config = {
        .name = "compose config",
        .operands = "[SERVICE...]",
        .summary = "check the file of a composition and print what it means",
        .text = "Variables and defaults are filled in, paths are whole, and every service has its "
                "address.",
        .options = options,
        .run = run,
};
