/* SPDX-License-Identifier: BSD-3-Clause */
/* Machine descriptions: building, parsing and freeing. */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/machine.h"

void machine_config_init(struct machine_config *config)
{
	*config = (struct machine_config){.sockets = 1, .cores = 1};
}

void machine_config_free(struct machine_config *config)
{
	char **const owned[] = {&config->name,      &config->image,   &config->debug_image,
	                        &config->dotconfig, &config->project, &config->model,
	                        &config->qemu,      &config->initrd,  &config->bridge,
	                        &config->tap,       &config->mac,     &config->packer,
	                        &config->platform,  &config->socket,  &config->composition,
	                        &config->service,   &config->identity};

	for (size_t i = 0; i < sizeof owned / sizeof *owned; i++)
		free(*owned[i]);
	for (size_t i = 0; i < config->volume_count; i++) {
		free(config->volumes[i].source);
		free(config->volumes[i].target);
		free(config->volumes[i].name);
	}
	free(config->volumes);
	free(config->ports);
	for (size_t i = 0; i < config->disk_count; i++) {
		free(config->disks[i].file);
		free(config->disks[i].target);
		free(config->disks[i].name);
	}
	free(config->disks);
	strings_free(&config->parameters);
	strings_free(&config->environment);
	strings_free(&config->arguments);
	strings_free(&config->labels);
	machine_config_init(config);
}

/* The factor of "", "K", "M", "G" with an optional "i" and "B"; 0: none of these. */
static uint64_t unit_factor(const char *unit)
{
	static const char letters[] = "kmgt";
	uint64_t factor = 1ULL << 20;

	if (!*unit)
		return factor;
	const char *letter = strchr(letters, tolower((unsigned char)*unit));

	if (letter && *letter) {
		factor = 1ULL << (10 * (letter - letters + 1));
		unit++;
		if (*unit == 'i' || *unit == 'I')
			unit++;
		if (*unit == 'b' || *unit == 'B')
			unit++;
	} else if (*unit == 'b' || *unit == 'B') {
		factor = 1;
		unit++;
	}
	return *unit ? 0 : factor;
}

int machine_parse_memory(const char *text, uint64_t *bytes)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	unsigned long long number = strtoull(text, &end, 10);
	uint64_t factor = unit_factor(end);

	if (errno || !factor || number == 0 || number > (1ULL << 44) / factor)
		return -EINVAL;
	*bytes = number * factor;
	return 0;
}

static int parse_port_number(const char *text, uint16_t *port)
{
	char *end;
	unsigned long number = isdigit((unsigned char)*text) ? strtoul(text, &end, 10) : 0;

	if (number == 0 || number > 65535 || *end)
		return -EINVAL;
	*port = (uint16_t)number;
	return 0;
}

/* [ADDRESS:]HOST[:GUEST]; an address is told from a port by its dots or brackets. */
static int split_port(char *text, struct machine_port *port)
{
	char *guest = strrchr(text, ':'), *host = text;

	if (!guest) {
		int error = parse_port_number(text, &port->host);

		port->guest = port->host;
		return error;
	}
	*guest++ = '\0';
	char *address_end = strrchr(text, ':');

	if (address_end) {
		*address_end = '\0';
		host = address_end + 1;
		if (inet_pton(AF_INET, text, &(struct in_addr){0}) != 1)
			return -EINVAL;
		strcpy(port->address, text);
	}
	return parse_port_number(host, &port->host) || parse_port_number(guest, &port->guest)
	               ? -EINVAL
	               : 0;
}

int machine_add_port(struct machine_config *config, const char *text)
{
	struct machine_port port = {0};
	char *copy = copy_string(text), *slash = strchr(copy, '/');
	int error = 0;

	if (slash) {
		*slash++ = '\0';
		port.udp = strcmp(slash, "udp") == 0;
		if (!port.udp && strcmp(slash, "tcp") != 0)
			error = -EINVAL;
	}
	if (!error)
		error = split_port(copy, &port);
	if (!error) {
		config->ports =
		        need(realloc(config->ports, (config->port_count + 1) * sizeof port));
		config->ports[config->port_count++] = port;
	}
	free(copy);
	return error;
}
