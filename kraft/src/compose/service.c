/* SPDX-License-Identifier: BSD-3-Clause */
/* The services of a composition. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "compose/compose.h"

static const char *const service_keys[] = {
        "image",       "build",        "command",     "environment", "env_file", "ports",
        "volumes",     "networks",     "depends_on",  "mem_limit",   "deploy",   "restart",
        "profiles",    "labels",       "hostname",    "platform",    "expose",   "container_name",
        "pull_policy", "network_mode", "healthcheck", NULL};
/* Those that ask for what a machine of one program does not have. */
static const char *const service_refused[] = {"annotations",
                                              "attach",
                                              "blkio_config",
                                              "cap_add",
                                              "cap_drop",
                                              "cgroup",
                                              "cgroup_parent",
                                              "configs",
                                              "cpu_count",
                                              "cpu_percent",
                                              "cpu_shares",
                                              "cpus",
                                              "cpuset",
                                              "credential_spec",
                                              "device_cgroup_rules",
                                              "devices",
                                              "dns",
                                              "dns_opt",
                                              "dns_search",
                                              "domainname",
                                              "entrypoint",
                                              "extends",
                                              "external_links",
                                              "extra_hosts",
                                              "group_add",
                                              "init",
                                              "ipc",
                                              "isolation",
                                              "links",
                                              "logging",
                                              "mac_address",
                                              "mem_reservation",
                                              "memswap_limit",
                                              "oom_kill_disable",
                                              "pid",
                                              "privileged",
                                              "read_only",
                                              "runtime",
                                              "scale",
                                              "secrets",
                                              "security_opt",
                                              "shm_size",
                                              "stdin_open",
                                              "stop_grace_period",
                                              "stop_signal",
                                              "storage_opt",
                                              "sysctls",
                                              "tmpfs",
                                              "tty",
                                              "ulimits",
                                              "user",
                                              "userns_mode",
                                              "volumes_from",
                                              "working_dir",
                                              NULL};
static const char *const build_keys[] = {"context", NULL};
static const char *const build_refused[] = {"dockerfile", "args",      "target",
                                            "tags",       "platforms", NULL};
static const char *const port_keys[] = {"target", "published", "host_ip", "protocol",
                                        "mode",   "name",      NULL};
static const char *const attach_keys[] = {"ipv4_address", "aliases", NULL};
static const char *const attach_refused[] = {"ipv6_address", "priority", "link_local_ips",
                                             "mac_address", NULL};
static const char *const depends_keys[] = {"condition", "required", NULL};
static const char *const depends_refused[] = {"restart", NULL};
static const char *const deploy_keys[] = {"resources", "replicas", NULL};
static const char *const deploy_refused[] = {
        "mode", "placement", "restart_policy", "update_config", "endpoint_mode", "labels", NULL};
static const char *const resources_keys[] = {"limits", "reservations", NULL};
static const char *const limits_keys[] = {"memory", NULL};
static const char *const limits_refused[] = {"cpus", "pids", "devices", NULL};
static const char *const none[] = {NULL};

/* --- words -------------------------------------------------------------------------- */

/* NAME alone hands ours on; a map's empty value does so as well. */
static void add_variable(struct strings *out, const char *name, const char *value)
{
	const char *here = value ? value : getenv(name);

	if (here)
		strings_addf(out, "%s=%s", name, here);
}

static void read_map(struct reader *r, const struct node *n, const char *what, bool inherit,
                     struct strings *out)
{
	if (node_is_null(n))
		return;
	if (n->kind == NODE_SCALAR)
		reader_fail(r, n, "%s must be a map or a list", what);
	for (size_t i = 0; n->kind != NODE_SCALAR && i < n->count; i++) {
		char *value = compose_scalar(r, n->child[i], what);

		if (n->kind == NODE_MAP)
			add_variable(out, n->key[i]->scalar, value || inherit ? value : "");
		else if (value && strchr(value, '='))
			strings_add(out, value);
		else if (value)
			add_variable(out, value, inherit ? NULL : "");
		free(value);
	}
}

/* NAME=VALUE lines; quotes around a value are dropped. */
static void read_env_file(struct reader *r, const struct node *n, const char *path,
                          struct compose_service *s)
{
	struct text text = {0};
	struct strings lines = {0};

	if (file_read(path, &text) != 0)
		reader_fail(r, n, "there is no file %s", path);
	else if (text.data)
		strings_split(&lines, text.data, "\r\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *line = trim(lines.item[i]), *equals;

		if (starts_with(line, "export "))
			line = trim(line + 7);
		if (!*line || *line == '#')
			continue;
		equals = strchr(line, '=');
		if (!equals) {
			add_variable(&s->environment, line, NULL);
			continue;
		}
		*equals = '\0';
		char *value = trim(equals + 1);
		size_t len = strlen(value);

		if (len > 1 && (*value == '"' || *value == '\'') && value[len - 1] == *value) {
			value[len - 1] = '\0';
			value++;
		}
		add_variable(&s->environment, trim(line), value);
	}
	strings_free(&lines);
	text_free(&text);
}

static void read_env_files(struct reader *r, const struct composition *c, const struct node *n,
                           struct compose_service *s)
{
	struct strings files = {0};

	compose_list(r, n, "env_file", &files);
	for (size_t i = 0; i < files.count; i++) {
		char *path = path_join(c->folder, files.item[i]);

		read_env_file(r, n, path, s);
		free(path);
	}
	strings_free(&files);
}

/* --- image ---------------------------------------------------------------------------- */

static void read_image(struct reader *r, const struct composition *c, const struct node *n,
                       struct compose_service *s)
{
	const struct node *image = node_get(n, "image"), *build = node_get(n, "build"),
	                  *context = build;
	char *value;

	s->image = image ? compose_scalar(r, image, "an image") : NULL;
	s->image_place = node_place(r->file, image ? image : build ? build : n);
	if (build && build->kind == NODE_MAP) {
		compose_keys(r, build, "build", build_keys, build_refused);
		context = node_get(build, "context");
	}
	value = node_is_null(context) ? NULL : compose_scalar(r, context, "a folder");
	if (value)
		s->build = path_join(c->folder, value);
	if (s->build && !is_folder(s->build))
		reader_fail(r, context, "there is no folder %s", value);
	if (!s->image && !s->build) {
		struct place place = s->place;

		fail_at(&place, "the service '%s' has neither 'image' nor 'build'", s->name);
		hint("image: a package or an image's path; build: a project's folder");
		r->errors++;
	}
	free(value);
}

/* --- ports ----------------------------------------------------------------------------- */

static void add_port(struct reader *r, const struct node *n, const char *text,
                     struct compose_service *s)
{
	struct machine_config probe;

	machine_config_init(&probe);
	if (machine_add_port(&probe, text)) {
		reader_fail(r, n, "'%s' is no port", text);
		hint("HOST:GUEST, ADDRESS:HOST:GUEST or PORT, with /udp or /tcp; ranges are not "
		     "supported");
	} else {
		strings_add(&s->ports, text);
	}
	machine_config_free(&probe);
}

static void read_long_port(struct reader *r, const struct node *n, struct compose_service *s)
{
	char *target, *published, *address, *protocol, *text;

	if (!compose_keys(r, n, "a port", port_keys, none))
		return;
	target = compose_scalar(r, node_get(n, "target"), "a port");
	published = compose_scalar(r, node_get(n, "published"), "a port");
	address = compose_scalar(r, node_get(n, "host_ip"), "an address");
	protocol = compose_scalar(r, node_get(n, "protocol"), "a protocol");
	text = format("%s%s%s:%s/%s", address ? address : "", address ? ":" : "",
	              published ? published
	              : target  ? target
	                        : "",
	              target ? target : "", protocol ? protocol : "tcp");
	add_port(r, n, text, s);
	free(target);
	free(published);
	free(address);
	free(protocol);
	free(text);
}

static void read_ports(struct reader *r, const struct node *n, struct compose_service *s)
{
	if (node_is_null(n))
		return;
	s->ports_place = node_place(r->file, n);
	if (n->kind != NODE_LIST)
		reader_fail(r, n, "ports must be a list");
	for (size_t i = 0; n->kind == NODE_LIST && i < n->count; i++) {
		if (n->child[i]->kind == NODE_MAP) {
			read_long_port(r, n->child[i], s);
			continue;
		}
		char *value = compose_scalar(r, n->child[i], "a port");

		if (value)
			add_port(r, n->child[i], value, s);
		free(value);
	}
}

/* --- network ------------------------------------------------------------------------------ */

static int find_network(struct reader *r, const struct composition *c, const struct node *n,
                        const char *name)
{
	struct strings names = {0};
	int found = -1;

	for (size_t i = 0; i < c->network_count; i++) {
		strings_add(&names, c->networks[i].name);
		if (strcmp(c->networks[i].name, name) == 0)
			found = (int)i;
	}
	if (found < 0) {
		const char *nearest = did_you_mean(name, &names);

		reader_fail(r, n, "there is no network '%s'", name);
		if (nearest)
			hint("did you mean '%s'?", nearest);
		else
			hint("name it under 'networks' at the top");
	}
	strings_free(&names);
	return found;
}

static void read_attachment(struct reader *r, const struct composition *c, const struct node *n,
                            struct compose_service *s)
{
	const struct compose_network *network = s->network >= 0 ? &c->networks[s->network] : NULL;
	const struct node *fixed;
	char *value;

	if (node_is_null(n) ||
	    !compose_keys(r, n, "a service's network", attach_keys, attach_refused))
		return;
	compose_list(r, node_get(n, "aliases"), "aliases", &s->aliases);
	fixed = node_get(n, "ipv4_address");
	value = fixed ? compose_scalar(r, fixed, "an address") : NULL;
	if (!value)
		return;
	s->fixed_place = node_place(r->file, fixed);
	if (!compose_parse_address(value, &s->fixed)) {
		reader_fail(r, fixed, "'%s' is no address", value);
	} else if (network && (s->fixed & network->mask) != network->address) {
		reader_fail(r, fixed, "%s is not in the network '%s' (%s)", value, network->name,
		            compose_show_address(network->address));
		hint("'ipam' of the network says which subnet it has");
	}
	free(value);
}

static void read_network(struct reader *r, const struct composition *c, const struct node *n,
                         struct compose_service *s)
{
	const struct node *list = node_get(n, "networks"), *mode = node_get(n, "network_mode");
	char *value = mode ? compose_scalar(r, mode, "network_mode") : NULL;

	s->network = -1;
	if (value && strcmp(value, "none") == 0 && node_is_null(list)) {
		free(value);
		return;
	}
	if (value)
		reader_fail(r, mode, "network_mode '%s' is not supported; only 'none' is", value);
	free(value);
	if (node_is_null(list) || list->kind == NODE_SCALAR || !list->count) {
		s->network = find_network(r, c, n, "default");
	} else if (list->count > 1) {
		reader_fail(r, list, "a service has one network card: name one network");
	} else if (list->kind == NODE_MAP) {
		s->network = find_network(r, c, list->key[0], list->key[0]->scalar);
		read_attachment(r, c, list->child[0], s);
	} else {
		char *name = compose_scalar(r, list->child[0], "a network");

		if (name)
			s->network = find_network(r, c, list->child[0], name);
		free(name);
	}
}

/* --- the rest -------------------------------------------------------------------------------- */

static void read_condition(struct reader *r, const struct node *n, struct compose_dependency *d)
{
	const struct node *condition;
	char *value;

	if (node_is_null(n) || !compose_keys(r, n, "a dependency", depends_keys, depends_refused))
		return;
	value = compose_scalar(r, node_get(n, "required"), "required");
	d->required = !value || strcmp(value, "false") != 0;
	free(value);
	condition = node_get(n, "condition");
	value = condition ? compose_scalar(r, condition, "a condition") : NULL;
	if (value && strcmp(value, "service_completed_successfully") == 0) {
		d->condition = COMPOSE_COMPLETED;
	} else if (value && strcmp(value, "service_healthy") == 0) {
		d->condition = COMPOSE_HEALTHY;
	} else if (value && strcmp(value, "service_started") != 0) {
		reader_fail(r, condition, "there is no condition '%s'", value);
		hint("service_started, service_healthy or service_completed_successfully");
	}
	free(value);
}

static void read_depends(struct reader *r, const struct node *n, struct compose_service *s)
{
	if (node_is_null(n))
		return;
	if (n->kind == NODE_SCALAR) {
		reader_fail(r, n, "depends_on must be a list or a map");
		return;
	}
	s->depends = need_zeroed(n->count * sizeof *s->depends);
	for (size_t i = 0; i < n->count; i++) {
		const struct node *at = n->kind == NODE_MAP ? n->key[i] : n->child[i];
		char *name = compose_scalar(r, at, "a service");

		if (!name)
			continue;
		struct compose_dependency *d = &s->depends[s->depend_count++];

		*d = (struct compose_dependency){
		        .service = name, .required = true, .place = node_place(r->file, at)};
		if (n->kind == NODE_MAP)
			read_condition(r, n->child[i], d);
	}
}

static void read_memory(struct reader *r, const struct node *n, struct compose_service *s)
{
	const struct node *limit = node_get(n, "mem_limit"), *deploy = node_get(n, "deploy"),
	                  *resources, *limits, *replicas;

	if (!node_is_null(deploy) &&
	    compose_keys(r, deploy, "deploy", deploy_keys, deploy_refused)) {
		resources = node_get(deploy, "resources");
		replicas = node_get(deploy, "replicas");
		if (replicas && (replicas->kind != NODE_SCALAR || strcmp(replicas->scalar, "1")))
			reader_fail(r, replicas, "a service is one machine: replicas must be 1");
		limits = resources && compose_keys(r, resources, "resources", resources_keys, none)
		                 ? node_get(resources, "limits")
		                 : NULL;
		if (limits && compose_keys(r, limits, "limits", limits_keys, limits_refused) &&
		    !limit)
			limit = node_get(limits, "memory");
	}
	char *value = limit ? compose_scalar(r, limit, "a size") : NULL;

	if (!value)
		return;
	/* A bare number counts bytes here, in the rest of the tool MiB. */
	char *text = value[strspn(value, "0123456789")] ? copy_string(value) : format("%sb", value);

	if (machine_parse_memory(text, &s->memory))
		reader_fail(r, limit, "'%s' is no size, such as 64m or 1g", value);
	free(text);
	free(value);
}

static void read_platform(struct reader *r, const struct node *n)
{
	static const char *const known[] = {"linux/amd64", "qemu/x86_64", "kvm/x86_64"};
	const struct node *at = node_get(n, "platform");
	char *value = at ? compose_scalar(r, at, "platform") : NULL;
	bool good = !value;

	for (size_t i = 0; !good && i < sizeof known / sizeof *known; i++)
		good = strcmp(value, known[i]) == 0;
	if (!good) {
		reader_fail(r, at, "platform: '%s' is not supported", value);
		hint("qemu/x86_64 and linux/amd64 are");
	}
	free(value);
}

/* no, always, unless-stopped, on-failure[:N] */
static void read_restart(struct reader *r, const struct node *n, struct compose_service *s)
{
	static const char *const words[] = {"no", "always", "unless-stopped", "on-failure"};
	const struct node *at = node_get(n, "restart");
	char *value = at ? compose_scalar(r, at, "restart") : NULL, *colon;
	bool good = !value;

	colon = value ? strchr(value, ':') : NULL;
	if (colon)
		*colon++ = '\0';
	for (int i = 0; !good && i < 4; i++) {
		good = strcmp(value, words[i]) == 0;
		s->restart = good ? (enum compose_restart)i : COMPOSE_RESTART_NO;
	}
	if (good && colon) {
		s->restart_limit = (unsigned int)strtoul(colon, NULL, 10);
		good = s->restart == COMPOSE_RESTART_FAILED && s->restart_limit &&
		       !colon[strspn(colon, "0123456789")];
	}
	if (!good) {
		reader_fail(r, at, "restart: '%s%s%s' is not supported", value, colon ? ":" : "",
		            colon ? colon : "");
		hint("no, always, unless-stopped, on-failure or on-failure:ATTEMPTS; a word like "
		     "no needs no quotes");
	}
	free(value);
}

static void read_service(struct reader *r, const struct composition *c, const struct node *key,
                         const struct node *n, struct compose_service *s)
{
	char *what = format("the service '%s'", key->scalar);

	s->name = copy_string(key->scalar);
	s->place = node_place(r->file, key);
	s->network = -1;
	if (strspn(s->name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") !=
	    strlen(s->name))
		reader_fail(r, key, "'%s' is no name for a service: letters, digits, '.', '_', '-'",
		            s->name);
	if (compose_keys(r, n, what, service_keys, service_refused)) {
		read_image(r, c, n, s);
		s->has_command =
		        compose_words(r, node_get(n, "command"), "the command", &s->command);
		read_env_files(r, c, node_get(n, "env_file"), s);
		read_map(r, node_get(n, "environment"), "environment", true, &s->environment);
		read_map(r, node_get(n, "labels"), "labels", false, &s->labels);
		read_ports(r, node_get(n, "ports"), s);
		compose_read_mounts(r, c, node_get(n, "volumes"), s);
		read_network(r, c, n, s);
		read_depends(r, node_get(n, "depends_on"), s);
		read_memory(r, n, s);
		read_platform(r, n);
		read_restart(r, n, s);
		compose_list(r, node_get(n, "profiles"), "profiles", &s->profiles);
		s->hostname = compose_scalar(r, node_get(n, "hostname"), "a host name");
		char *alias = compose_scalar(r, node_get(n, "container_name"), "a name"),
		     *rootfs = compose_scalar(r, node_get(n, "x-rootfs"), "x-rootfs");

		if (alias)
			strings_take(&s->aliases, alias);
		compose_read_health(r, node_get(n, "healthcheck"), s);
		s->rootfs = rootfs ? path_join(c->folder, rootfs) : NULL;
		free(rootfs);
	}
	free(what);
}

void compose_read_services(struct reader *r, struct composition *c, const struct node *n)
{
	if (n->kind != NODE_MAP) {
		reader_fail(r, n, "services must be a map");
		return;
	}
	c->services = need_zeroed((n->count + 1) * sizeof *c->services);
	for (size_t i = 0; i < n->count; i++)
		read_service(r, c, n->key[i], n->child[i], &c->services[c->service_count++]);
}
