/* SPDX-License-Identifier: BSD-3-Clause */
/* The file as a whole: where it is, its name, its networks. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "compose/compose.h"

static const char *const top_keys[] = {"name", "version", "services", "networks", "volumes", NULL};
static const char *const top_refused[] = {"configs", "secrets", "include", NULL};
static const char *const network_keys[] = {"name",   "driver",     "ipam", "internal",
                                           "labels", "attachable", NULL};
static const char *const network_refused[] = {"external", "driver_opts", "enable_ipv6", NULL};
static const char *const ipam_keys[] = {"driver", "config", NULL};
static const char *const ipam_config_keys[] = {"subnet", "gateway", NULL};
static const char *const ipam_config_refused[] = {"ip_range", "aux_addresses", NULL};
static const char *const none[] = {NULL};

#define DEFAULT_SUBNET "172.30.0.0/24"

static bool is_in(const char *const *list, const char *word)
{
	for (; *list; list++)
		if (strcmp(*list, word) == 0)
			return true;
	return false;
}

bool compose_keys(struct reader *r, const struct node *n, const char *what,
                  const char *const *known, const char *const *refused)
{
	struct strings all = {0};
	const char **passing;
	bool good;
	size_t count = 0;

	if (n->kind != NODE_MAP) {
		reader_fail(r, n, "%s must be a map (key: value)", what);
		return false;
	}
	passing = need_zeroed((n->count + 64) * sizeof *passing);
	for (; known[count]; count++)
		passing[count] = known[count];
	for (size_t i = 0; i < n->count; i++) {
		const char *key = n->key[i]->scalar;

		if (is_in(refused, key)) {
			reader_fail(r, n->key[i], "'%s' in %s is not supported", key, what);
			hint("docs/packages.md lists what is");
		}
		if (starts_with(key, "x-") || is_in(refused, key))
			passing[count++] = key;
	}
	good = reader_keys(r, n, what, passing);
	free(passing);
	strings_free(&all);
	return good;
}

char *compose_scalar(struct reader *r, const struct node *n, const char *what)
{
	if (n && n->kind == NODE_SCALAR)
		for (const char *c = n->scalar; (c = strchr(c, '$')); c += c[1] == '$' ? 2 : 1) {
			if (!isalpha((unsigned char)c[1]) && c[1] != '_')
				continue;
			reader_fail(r, n, "a variable is written ${NAME}");
			hint("$$ stands for a dollar sign");
			return NULL;
		}
	return reader_scalar(r, n, what);
}

/* A list; a single value is a list of one. */
void compose_list(struct reader *r, const struct node *n, const char *what, struct strings *out)
{
	if (node_is_null(n))
		return;
	if (n->kind == NODE_MAP) {
		reader_fail(r, n, "%s must be a list", what);
		return;
	}
	for (size_t i = 0; i < (n->kind == NODE_LIST ? n->count : 1); i++) {
		char *value = compose_scalar(r, n->kind == NODE_LIST ? n->child[i] : n, what);

		if (value)
			strings_take(out, value);
	}
}

bool compose_words(struct reader *r, const struct node *n, const char *what, struct strings *out)
{
	if (node_is_null(n))
		return false;
	if (n->kind != NODE_SCALAR) {
		compose_list(r, n, what, out);
		return true;
	}
	char *text = compose_scalar(r, n, what);

	if (text && !strings_split_words(out, text))
		reader_fail(r, n, "%s: a quote is not closed", what);
	free(text);
	return true;
}

/* --- networks ------------------------------------------------------------------ */

static void set_subnet(struct reader *r, struct compose_network *network, const struct node *n,
                       const struct node *gateway)
{
	char *subnet = n ? compose_scalar(r, n, "a subnet") : NULL,
	     *own = gateway ? compose_scalar(r, gateway, "a gateway") : NULL;

	if (!compose_parse_subnet(subnet ? subnet : DEFAULT_SUBNET, &network->address,
	                          &network->mask)) {
		reader_fail(r, n, "'%s' is no subnet", subnet);
		hint("write it as ADDRESS/PREFIX with a prefix from 8 to 29, such as %s",
		     DEFAULT_SUBNET);
		(void)compose_parse_subnet(DEFAULT_SUBNET, &network->address, &network->mask);
	}
	network->gateway = network->address + 1;
	network->nameserver = (network->address | ~network->mask) - 1;
	if (own && (!compose_parse_address(own, &network->gateway) ||
	            (network->gateway & network->mask) != network->address ||
	            network->gateway == network->nameserver)) {
		reader_fail(r, gateway, "'%s' is no address for a gateway of this subnet", own);
		network->gateway = network->address + 1;
	}
	free(subnet);
	free(own);
}

static void read_network(struct reader *r, const struct node *key, const struct node *n,
                         struct compose_network *network)
{
	const struct node *ipam, *config, *driver, *first = NULL;
	char *value;

	network->name = copy_string(key->scalar);
	network->place = node_place(r->file, key);
	if (strspn(key->scalar,
	           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") !=
	    strlen(key->scalar))
		reader_fail(r, key, "'%s' is no name for a network: letters, digits, '_' and '-'",
		            key->scalar);
	if (node_is_null(n) || !compose_keys(r, n, "a network", network_keys, network_refused)) {
		set_subnet(r, network, NULL, NULL);
		return;
	}
	driver = node_get(n, "driver");
	value = driver ? compose_scalar(r, driver, "a driver") : NULL;
	if (value && strcmp(value, "bridge") != 0 && strcmp(value, "default") != 0)
		reader_fail(r, driver, "the driver '%s' is not supported", value);
	free(value);
	value = compose_scalar(r, node_get(n, "internal"), "internal");
	network->internal = value && strcmp(value, "true") == 0;
	free(value);
	ipam = node_get(n, "ipam");
	config = ipam && compose_keys(r, ipam, "ipam", ipam_keys, none) ? node_get(ipam, "config")
	                                                                : NULL;
	if (config && config->kind == NODE_LIST && config->count == 1 &&
	    compose_keys(r, config->child[0], "ipam.config", ipam_config_keys, ipam_config_refused))
		first = config->child[0];
	else if (config && !(config->kind == NODE_LIST && config->count == 1))
		reader_fail(r, config, "ipam.config must be a list with one subnet");
	set_subnet(r, network, node_get(first, "subnet"), node_get(first, "gateway"));
}

/* The network "default" is there without being named. */
static void read_networks(struct reader *r, struct composition *c, const struct node *n)
{
	bool map = !node_is_null(n) && n->kind == NODE_MAP;

	if (!node_is_null(n) && !map)
		reader_fail(r, n, "networks must be a map");
	c->networks = need_zeroed(((map ? n->count : 0) + 1) * sizeof *c->networks);
	for (size_t i = 0; map && i < n->count; i++)
		read_network(r, n->key[i], n->child[i], &c->networks[c->network_count++]);
	for (size_t i = 0; i < c->network_count; i++)
		if (strcmp(c->networks[i].name, "default") == 0)
			return;
	struct compose_network *network = &c->networks[c->network_count++];

	network->name = copy_string("default");
	network->place = (struct place){r->file, 0, 0};
	set_subnet(r, network, NULL, NULL);
}

/* --- the file -------------------------------------------------------------------- */

static char *find_file(void)
{
	static const char *const names[] = {"compose.yaml",        "compose.yml",
	                                    "docker-compose.yaml", "docker-compose.yml",
	                                    "kraft-compose.yaml",  "kraft-compose.yml"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (is_file(names[i]))
			return copy_string(names[i]);
	fail("there is no compose.yaml here");
	hint("go to its folder, or name it with -f FILE");
	return NULL;
}

/* Lower case, digits, - and _; other characters are dropped, as Compose does. */
static char *project_name(const char *text)
{
	struct text name = {0};

	text_add(&name, "");
	for (; *text; text++) {
		char c = (char)tolower((unsigned char)*text);

		if (islower((unsigned char)c) || isdigit((unsigned char)c) ||
		    (name.len && (c == '-' || c == '_')))
			text_add_bytes(&name, &c, 1);
	}
	return name.data;
}

static int name_composition(struct reader *r, struct composition *c, const char *given,
                            const struct node *n)
{
	const char *variable = getenv("COMPOSE_PROJECT_NAME");
	char *own = n ? compose_scalar(r, n, "the name") : NULL,
	     *folder = copy_string(path_base(c->folder));
	const char *name = given ? given : variable && *variable ? variable : own ? own : folder;

	c->name = project_name(name);
	if ((name != folder && strcmp(c->name, name) != 0) || !*c->name) {
		fail("'%s' is no name for a project: lower case letters, digits, '-' and '_'",
		     name);
		hint("-p NAME gives it another one");
		r->errors++;
	}
	free(own);
	free(folder);
	return 0;
}

/* Variables of .env beside the file, where the environment has none of that name. */
static void read_dotenv(const char *folder)
{
	char *path = path_join(folder, ".env");
	struct text text = {0};
	struct strings lines = {0};

	if (is_file(path) && file_read(path, &text) == 0 && text.data)
		strings_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.count; i++) {
		char *line = trim(lines.item[i]), *equals = strchr(line, '=');

		if (*line == '#' || !equals)
			continue;
		*equals = '\0';
		setenv(trim(line), trim(equals + 1), 0);
	}
	strings_free(&lines);
	text_free(&text);
	free(path);
}

static void read_top(struct reader *r, struct composition *c, const char *name,
                     const struct node *root)
{
	name_composition(r, c, name, node_get(root, "name"));
	read_networks(r, c, node_get(root, "networks"));
	compose_read_volumes(r, c, node_get(root, "volumes"));
	if (node_is_null(node_get(root, "services")))
		reader_fail(r, root, "there are no services");
	else
		compose_read_services(r, c, node_get(root, "services"));
	compose_check_order(r, c);
	compose_addresses(r, c);
}

int compose_load(const char *file, const char *name, struct composition *c)
{
	char *found = file ? copy_string(file) : find_file();
	struct reader r = {0};
	struct text text = {0};
	struct node *root = NULL;
	int error = found ? 0 : -ENOENT;

	*c = (struct composition){0};
	if (error)
		return error;
	c->file = path_absolute(found);
	c->shown = path_short(c->file);
	c->folder = path_folder(c->file);
	free(found);
	r.file = c->shown;
	error = file_read(c->file, &text);
	if (error)
		fail("%s cannot be read: %s", c->shown, strerror(-error));
	else
		error = document_parse(c->shown, &text, &root);
	text_free(&text);
	if (!error && (!root || node_is_null(root))) {
		fail_at(&(struct place){c->shown, 1, 1}, "the file is empty");
		error = -EINVAL;
	}
	if (!error) {
		read_dotenv(c->folder);
		if (compose_keys(&r, root, "the file", top_keys, top_refused))
			read_top(&r, c, name, root);
	}
	node_free(root);
	if (!error && r.errors)
		error = -EINVAL;
	if (error)
		compose_free(c);
	return error;
}

static void free_service(struct compose_service *s)
{
	for (size_t i = 0; i < s->depend_count; i++)
		free(s->depends[i].service);
	free(s->depends);
	free(s->name);
	free(s->image);
	free(s->build);
	free(s->hostname);
	free(s->rootfs);
	free(s->health.path);
	strings_free(&s->command);
	strings_free(&s->environment);
	strings_free(&s->labels);
	strings_free(&s->ports);
	strings_free(&s->volumes);
	strings_free(&s->aliases);
	strings_free(&s->profiles);
}

void compose_free(struct composition *c)
{
	for (size_t i = 0; i < c->service_count; i++)
		free_service(&c->services[i]);
	for (size_t i = 0; i < c->network_count; i++)
		free(c->networks[i].name);
	for (size_t i = 0; i < c->volume_count; i++) {
		free(c->volumes[i].name);
		free(c->volumes[i].real);
	}
	free(c->volumes);
	free(c->services);
	free(c->networks);
	free(c->name);
	free(c->file);
	free(c->shown);
	free(c->folder);
	*c = (struct composition){0};
}

struct compose_service *compose_service(const struct composition *c, const char *name)
{
	for (size_t i = 0; i < c->service_count; i++)
		if (strcmp(c->services[i].name, name) == 0)
			return &c->services[i];
	return NULL;
}
