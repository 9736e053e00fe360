/* SPDX-License-Identifier: BSD-3-Clause */
/* The networks of a composition: one bin/kraft-switch each. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "compose/compose.h"
#include "index/workspace.h"
#include "machine/store.h"

#define END_MS 2000

static char *network_folder(const char *project, const char *network)
{
	char *state = compose_state(project), *folder = format("%s/networks/%s", state, network);

	free(state);
	return folder;
}

char *compose_network_socket(const struct composition *c, size_t network)
{
	char *folder = network_folder(c->name, c->networks[network].name),
	     *path = path_join(folder, "socket");

	free(folder);
	return path;
}

/* The switch of this folder, 0 when none runs. A process number may belong to somebody else by now;
 * whose working folder this is, it is ours. */
static pid_t running(const char *folder)
{
	char *path = path_join(folder, "pid"), *link, *real = realpath(folder, NULL);
	char where[4096];
	struct text text = {0};
	pid_t pid = 0;

	if (real && file_read(path, &text) == 0)
		pid = (pid_t)strtol(text.data, NULL, 10);
	link = format("/proc/%d/cwd", (int)pid);
	ssize_t len = pid > 0 ? readlink(link, where, sizeof where - 1) : -1;

	where[len < 0 ? 0 : len] = '\0';
	if (!real || strcmp(where, real) != 0)
		pid = 0;
	text_free(&text);
	free(real);
	free(link);
	free(path);
	return pid;
}

static void end(const char *folder)
{
	const struct timespec nap = {0, 10000000};
	pid_t pid = running(folder);

	if (pid)
		kill(pid, SIGTERM);
	for (int waited = 0; running(folder) && waited < END_MS; waited += 10)
		nanosleep(&nap, NULL);
	pid = running(folder);
	if (pid)
		kill(pid, SIGKILL);
}

/* --- what the switch is told ---------------------------------------------------------- */

static void add_names(struct text *out, const struct composition *c, size_t network)
{
	for (size_t i = 0; i < c->service_count; i++) {
		const struct compose_service *s = &c->services[i];
		const char *address = compose_show_address(s->ip);

		if (s->network != (int)network)
			continue;
		text_addf(out, "name %s %s\n", address, s->name);
		if (s->hostname)
			text_addf(out, "name %s %s\n", address, s->hostname);
		for (size_t k = 0; k < s->aliases.count; k++)
			text_addf(out, "name %s %s\n", address, s->aliases.item[k]);
	}
}

static void add_ports(struct text *out, const struct compose_service *s)
{
	struct machine_config config;

	machine_config_init(&config);
	for (size_t i = 0; i < s->ports.count; i++)
		(void)machine_add_port(&config, s->ports.item[i]);
	for (size_t i = 0; i < config.port_count; i++) {
		const struct machine_port *p = &config.ports[i];

		text_addf(out, "forward %s %s %u %s %u\n", p->udp ? "udp" : "tcp",
		          *p->address ? p->address : "0.0.0.0", p->host,
		          compose_show_address(s->ip), p->guest);
	}
	machine_config_free(&config);
}

static char *settings_text(const struct composition *c, size_t network, const bool *on)
{
	const char *gateway = compose_show_address(c->networks[network].gateway);
	struct text out = {0};

	text_addf(&out, "name %s gateway\n", gateway);
	add_names(&out, c, network);
	for (size_t i = 0; i < c->service_count; i++)
		if (c->services[i].network == (int)network && on[i])
			add_ports(&out, &c->services[i]);
	return out.data;
}

/* --- start and end --------------------------------------------------------------------- */

static void arguments(const struct compose_network *n, struct strings *argv)
{
	strings_add(argv, "--network");
	strings_addf(argv, "%s/%d", compose_show_address(n->address), __builtin_popcount(n->mask));
	strings_add(argv, "--gateway");
	strings_add(argv, compose_show_address(n->gateway));
	strings_add(argv, "--nameserver");
	strings_add(argv, compose_show_address(n->nameserver));
	if (n->internal)
		strings_add(argv, "--internal");
}

static int start(const char *folder, const struct strings *parameters)
{
	char *program = switch_program();
	struct strings argv = {0};
	int status = 1;

	if (program) {
		strings_add(&argv, program);
		for (size_t i = 0; i < parameters->count; i++)
			strings_add(&argv, parameters->item[i]);
		strings_add(&argv, folder);
		status = process_run(&(struct process){.argv = (const char *const *)argv.item});
	} else {
		fail("kraft-switch is missing");
		hint("it belongs beside kraft: 'make install' brings both");
	}
	strings_free(&argv);
	free(program);
	return status == 0 ? 0 : -EIO;
}

/* Leaves the file as it says; 1 when that was a change. */
static int write_file(const char *folder, const char *name, const char *text)
{
	char *path = path_join(folder, name);
	int changed = file_update(path, text, strlen(text));

	if (changed < 0)
		fail("%s: %s", path, strerror(-changed));
	free(path);
	return changed;
}

int compose_network_up(const struct composition *c, size_t network, const bool *on,
                       uint64_t *generation)
{
	char *folder = network_folder(c->name, c->networks[network].name),
	     *settings = settings_text(c, network, on);
	struct strings parameters = {0};
	int error = folder_make(folder), reload = 0, other = 0;

	arguments(&c->networks[network], &parameters);
	char *shown = process_show((const char *const *)parameters.item);

	if (error)
		fail("%s: %s", folder, strerror(-error));
	if (!error)
		reload = write_file(folder, "settings", settings);
	if (!error && reload >= 0)
		other = write_file(folder, "parameters", shown);
	if (reload < 0 || other < 0)
		error = -EIO;
	if (!error && other == 1)
		end(folder);
	pid_t pid = error ? 0 : running(folder);

	if (!error && !pid) {
		error = start(folder, &parameters);
		/* It writes its number once it is in the background. */
		for (int i = 0; !error && !(pid = running(folder)) && i < 200; i++)
			nanosleep(&(struct timespec){0, 10000000}, NULL);
	} else if (!error && reload == 1) {
		kill(pid, SIGHUP);
	}
	*generation = process_start_time(pid);
	strings_free(&parameters);
	free(shown);
	free(settings);
	free(folder);
	return error;
}

void compose_networks_refresh(const struct composition *c)
{
	bool *on = need_zeroed((c->service_count + 1) * sizeof *on);

	(void)compose_running(c, on);
	for (size_t i = 0; i < c->network_count; i++) {
		char *folder = network_folder(c->name, c->networks[i].name);
		pid_t pid = running(folder);

		if (pid) {
			char *settings = settings_text(c, i, on);

			if (write_file(folder, "settings", settings) == 1)
				kill(pid, SIGHUP);
			free(settings);
		}
		free(folder);
	}
	free(on);
}

void compose_networks_end(const char *project)
{
	char *state = compose_state(project), *networks = path_join(state, "networks");
	struct strings names = {0};

	(void)folder_list(networks, &names);
	for (size_t i = 0; i < names.count; i++) {
		char *folder = path_join(networks, names.item[i]);

		end(folder);
		free(folder);
	}
	strings_free(&names);
	free(networks);
	free(state);
}

int compose_networks_down(const char *project)
{
	char *state = compose_state(project);
	int error;

	compose_networks_end(project);
	error = folder_remove(state);
	free(state);
	return error == -ENOENT ? 0 : error;
}
