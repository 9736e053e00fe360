/* SPDX-License-Identifier: BSD-3-Clause */
/* From kraft.yaml to a machine: image, arguments, environment, files, network. */
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/run.h"
#include "cmd/session.h"
#include "term/message.h"

static const char *named(const struct named_value *value, const char *key)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < value->values.count; i++)
		if (strncmp(value->values.item[i], key, len) == 0 &&
		    value->values.item[i][len] == '=')
			return value->values.item[i] + len + 1;
	return NULL;
}

static void add_words(const struct project *p, struct machine_config *c)
{
	struct strings environment = {0};

	for (size_t i = 0; !c->arguments.count && i < p->arguments.count; i++)
		strings_add(&c->arguments, p->arguments.item[i]);
	/* The later one holds: the command line's. */
	for (size_t i = 0; i < p->environment.count; i++)
		strings_add(&environment, p->environment.item[i]);
	for (size_t i = 0; i < c->environment.count; i++)
		strings_add(&environment, c->environment.item[i]);
	strings_free(&c->environment);
	c->environment = environment;
}

static bool is_true(const char *value)
{
	return value && (strcmp(value, "true") == 0 || strcmp(value, "yes") == 0 ||
	                 strcmp(value, "on") == 0 || strcmp(value, "1") == 0);
}

/* What the command line shares at this place goes first. */
static bool is_taken(const struct machine_config *c, size_t given, const char *target)
{
	for (size_t i = 0; i < given; i++)
		if (strcmp(c->volumes[i].target, target) == 0)
			return true;
	return false;
}

/* A volume as a map. Without a source it is the named volume of its own name; without a place it is
 * the root, as the first generation has it. */
static int add_map(const struct project *p, const struct named_value *v, size_t given,
                   struct machine_config *c)
{
	const char *source = named(v, "source"), *target = named(v, "destination");
	bool read_only = is_true(named(v, "readonly")) || is_true(named(v, "readOnly")) ||
	                 is_true(named(v, "read_only"));
	char *folder;
	int error = 0;

	if (!target)
		target = named(v, "target") ? named(v, "target") : "/";
	if (!source)
		source = v->name;
	folder = machine_volume_source(source, p->folder);
	if (!is_taken(c, given, target))
		error = machine_add_share(c, folder, target, read_only);
	free(folder);
	if (!error)
		return 0;
	fail_at(&v->place, "a volume has a source, and a destination that is absolute and has no "
	                   "blanks");
	hint("{ driver: 9pfs, source: ./data, destination: /data }");
	return EXIT_FAILED;
}

static int add_line(const struct project *p, const struct named_value *v, size_t given,
                    struct machine_config *c)
{
	const char *line = v->values.item[0], *target = strchr(line, ':');
	char *path = target ? copy_bytes(target + 1, strcspn(target + 1, ":")) : copy_string("");
	bool taken = is_taken(c, given, path);

	free(path);
	if (taken || (v->values.count == 1 && !machine_add_volume(c, line, p->folder)))
		return 0;
	fail_at(&v->place, "'%s' is no volume", line);
	hint("FOLDER:PATH, NAME:PATH, or with :ro at the end; PATH is absolute and has no blanks");
	return EXIT_FAILED;
}

/* Shared folders, and an initrd, which is written as a volume by the first generation. */
static int add_files(const struct project *p, struct machine_config *c)
{
	size_t given = c->volume_count;
	int status = 0;

	if (!c->initrd && p->rootfs)
		c->initrd = path_join(p->folder, p->rootfs);
	for (size_t i = 0; i < p->volume_count && !status; i++) {
		const struct named_value *v = &p->volumes[i];

		switch (volume_kind(v)) {
		case VOLUME_INITRD:
			if (!c->initrd && named(v, "source"))
				c->initrd = path_join(p->folder, named(v, "source"));
			break;
		case VOLUME_LINE:
			status = add_line(p, v, given, c);
			break;
		case VOLUME_SHARE:
			status = add_map(p, v, given, c);
			break;
		default:
			fail_at(&v->place, "the volume's driver '%s' is not supported",
			        named(v, "driver"));
			hint("'driver: 9pfs' shares a folder, 'driver: initrd' gives the files to "
			     "the image at boot");
			status = EXIT_FAILED;
		}
	}
	return status;
}

/* 255.255.255.0 or a number of bits. */
static unsigned int prefix_length(const char *netmask)
{
	unsigned int bits = 0;

	if (!netmask)
		return 24;
	if (!strchr(netmask, '.'))
		return (unsigned int)strtoul(netmask, NULL, 10);
	for (; *netmask; netmask += strcspn(netmask, ".") + (strchr(netmask, '.') != NULL))
		bits += (unsigned int)__builtin_popcountl(strtoul(netmask, NULL, 10));
	return bits;
}

/* The first network whose bridge exists; on user-mode networking its address would mean nothing. */
static void add_network(const struct project *p, struct machine_config *c)
{
	if (c->network != MACHINE_NET_AUTO || c->port_count)
		return;
	for (size_t i = 0; i < p->network_count && c->network == MACHINE_NET_AUTO; i++) {
		const struct named_value *n = &p->networks[i];
		const char *bridge = named(n, "bridge"), *ip = named(n, "ip"),
		           *gateway = named(n, "gateway");

		if (!bridge)
			bridge = n->name;
		if (!bridge || !if_nametoindex(bridge)) {
			warn_at(&n->place, "there is no bridge '%s': user-mode networking instead",
			        bridge ? bridge : "?");
			continue;
		}
		c->network = MACHINE_NET_BRIDGE;
		c->bridge = copy_string(bridge);
		if (ip)
			strings_addf(&c->parameters, "netdev.ip=%s/%u%s%s", ip,
			             prefix_length(named(n, "netmask")), gateway ? ":" : "",
			             gateway ? gateway : "");
	}
}

static int choose_image(const struct session *s, bool debug, struct machine_config *c)
{
	char *image = plan_image(&s->plan);

	if (!image || !is_file(image)) {
		fail("%s has no image yet", s->project.name);
		hint("'kraft build' makes it");
		free(image);
		return EXIT_FAILED;
	}
	c->image = debug ? format("%s.dbg", image) : copy_string(image);
	c->debug_image = format("%s.dbg", image);
	c->dotconfig = s->plan.config ? copy_string(s->plan.config) : NULL;
	free(image);
	return 0;
}

int run_project(const struct invocation *given, const char *folder, bool debug,
                struct machine_config *c)
{
	struct invocation in = *given;
	struct given_option workdir = {.option = &(const struct option){.name = "workdir"},
	                               .value = folder};
	struct session s;
	int status = 0;

	/* A folder as operand is --workdir. */
	if (folder) {
		in.given = need(malloc((given->given_count + 1) * sizeof *in.given));
		if (given->given_count)
			memcpy(in.given, given->given, given->given_count * sizeof *in.given);
		in.given[in.given_count++] = workdir;
	}
	if (session_plan(&in, &s))
		status = EXIT_FAILED;
	if (!status)
		status = choose_image(&s, debug, c);
	if (!status) {
		c->project = s.project.name ? copy_string(s.project.name) : NULL;
		add_words(&s.project, c);
		add_network(&s.project, c);
		status = add_files(&s.project, c);
	}
	session_close(&s);
	if (folder)
		free(in.given);
	return status;
}
