/* SPDX-License-Identifier: BSD-3-Clause */
/* From kraft.yaml to a machine: image, arguments, environment, files, network. */
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/run.h"
#include "cmd/session.h"
#include "term/message.h"

static void add_words(struct project *p, struct machine_config *c)
{
	struct strings environment = {0}, labels = {0};

	if (!c->arguments.count && !c->own_arguments)
		strings_move(&c->arguments, &p->arguments);
	/* The later one holds: the command line's. */
	strings_move(&environment, &p->environment);
	strings_move(&environment, &c->environment);
	c->environment = environment;
	strings_move(&labels, &p->labels);
	strings_move(&labels, &c->labels);
	c->labels = labels;
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

/* netdev.ip=ADDRESS/BITS[:GATEWAY[:DNS0[:DNS1]]] */
static void add_address(const struct named_value *n, const char *ip, struct strings *parameters)
{
	const char *gateway = named_value_get(n, "gateway"), *dns0 = named_value_get(n, "dns0"),
	           *dns1 = named_value_get(n, "dns1");
	struct text line = {0};

	if (!dns0)
		dns0 = named_value_get(n, "dns");
	text_addf(&line, "netdev.ip=%s/%u", ip, prefix_length(named_value_get(n, "netmask")));
	if (gateway || dns0)
		text_addf(&line, ":%s", gateway ? gateway : "");
	if (dns0)
		text_addf(&line, ":%s", dns0);
	if (dns0 && dns1)
		text_addf(&line, ":%s", dns1);
	strings_take(parameters, line.data);
}

/* The first network whose bridge exists; on user-mode networking its address would mean nothing. */
static void add_network(const struct project *p, struct machine_config *c)
{
	if (c->network != MACHINE_NET_AUTO || c->port_count)
		return;
	for (size_t i = 0; i < p->network_count && c->network == MACHINE_NET_AUTO; i++) {
		const struct named_value *n = &p->networks[i];
		const char *bridge = named_value_get(n, "bridge"), *ip = named_value_get(n, "ip"),
		           *mac = named_value_get(n, "mac");

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
			add_address(n, ip, &c->parameters);
		if (mac && !c->mac)
			c->mac = copy_string(mac);
		if (named_value_get(n, "pre-up") || named_value_get(n, "post-down")) {
			warn_at(&n->place, "commands before and after a network are not run");
			hint("'kraft net create' makes a bridge that stays");
		}
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
	if (configured_otherwise(&s->plan)) {
		warn("%s has changed since this image was built", s->project.shown);
		hint("'kraft build' makes it anew");
	}
	c->image = debug ? format("%s.dbg", image) : copy_string(image);
	c->debug_image = format("%s.dbg", image);
	c->dotconfig = s->plan.config ? copy_string(s->plan.config) : NULL;
	c->platform = copy_string(s->plan.target->machine);
	free(image);
	return 0;
}

/* With `folder` as --workdir, when there is one. */
static int with_folder(const struct invocation *given, const char *folder, struct session *s,
                       int (*read)(const struct invocation *, struct session *))
{
	struct invocation in = *given;
	const struct given_option workdir = {.option = &(const struct option){.name = "workdir"},
	                                     .value = folder};
	int error;

	if (!folder)
		return read(given, s);
	in.given = need(malloc((given->given_count + 1) * sizeof *in.given));
	if (given->given_count)
		memcpy(in.given, given->given, given->given_count * sizeof *in.given);
	in.given[in.given_count++] = workdir;
	error = read(&in, s);
	free(in.given);
	return error;
}

/* A project that runs on a package brings files and words of its own. */
static int add_runtime(struct session *s, bool debug, struct machine_config *c,
                       struct package *package)
{
	struct project *p = &s->project;
	int status;

	if (!package_known(p->runtime)) {
		fail_at(&p->runtime_place, "there is no package '%s'", p->runtime);
		hint("'kraft pkg ls' lists the packages; 'kraft pkg pull' brings one");
		return EXIT_FAILED;
	}
	add_words(p, c);
	add_network(p, c);
	status = run_volumes(p, c);
	if (!status)
		status = run_package(p->runtime, debug, c, package);
	free(c->project);
	c->project = copy_string(p->name);
	c->platform = copy_string(p->targets[0].machine);
	return status;
}

static int add_built(struct session *s, bool debug, struct machine_config *c)
{
	int status = choose_image(s, debug, c);

	if (status)
		return status;
	c->project = s->project.name ? copy_string(s->project.name) : NULL;
	add_words(&s->project, c);
	add_network(&s->project, c);
	return run_volumes(&s->project, c);
}

int run_project(const struct invocation *in, const char *folder, bool debug,
                struct machine_config *c, struct package *package)
{
	struct session s;
	int status = with_folder(in, folder, &s, session_project) ? EXIT_FAILED : 0;

	if (!status && s.project.runtime) {
		status = add_runtime(&s, debug, c, package);
	} else if (!status) {
		session_close(&s);
		status = with_folder(in, folder, &s, session_plan) ? EXIT_FAILED : 0;
		if (!status)
			status = add_built(&s, debug, c);
	}
	session_close(&s);
	return status;
}

int run_project_built(const char *folder, bool *built)
{
	const struct invocation none = {0};
	struct session s;
	int error = with_folder(&none, folder, &s, session_project);
	char *image = NULL;

	*built = !error && s.project.runtime;
	if (!error && !*built) {
		session_close(&s);
		error = with_folder(&none, folder, &s, session_plan);
		image = error ? NULL : plan_image(&s.plan);
		*built = image && is_file(image);
	}
	free(image);
	session_close(&s);
	return error;
}
