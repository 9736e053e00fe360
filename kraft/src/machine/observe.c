/* SPDX-License-Identifier: BSD-3-Clause */
/* A machine in a folder of its own that vanishes with it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "machine/arguments.h"
#include "machine/decide.h"
#include "machine/emulator.h"
#include "machine/image.h"
#include "machine/observe.h"
#include "term/message.h"

static int run(const struct observation *o, struct launch *l, struct text *output)
{
	struct strings argv = {0};
	struct text errors = {0};
	int status;

	arguments_build(l, &argv);
	if (o->instructions) {
		strings_add(&argv, "-icount");
		strings_add(&argv, "shift=0,sleep=off");
	}
	char *shown = process_show((const char *const *)argv.item);

	detail("%s", shown);
	status = process_run(&(struct process){.argv = (const char *const *)argv.item,
	                                       .folder = l->folder,
	                                       .output = output,
	                                       .errors = &errors,
	                                       .milliseconds = o->seconds * 1000});
	if (status == -ETIMEDOUT) {
		fail("the image did not come to its program within %u seconds", o->seconds);
	} else if (status < 0) {
		fail("%s: %s", argv.item[0], strerror(-status));
	} else if (!output->len) {
		fail("the machine printed nothing%s%s", errors.len ? ": " : "",
		     errors.len ? trim(errors.data) : "");
		status = -EIO;
	}
	free(shown);
	text_free(&errors);
	strings_free(&argv);
	return status < 0 ? status : 0;
}

static int launch(const struct observation *o, struct machine_config *c, struct image_facts *facts,
                  const char *folder, struct text *output)
{
	struct launch l = {.config = c,
	                   .folder = folder,
	                   .name = path_base(o->image),
	                   .model = o->model ? o->model : MODEL_DEFAULT,
	                   .tap_fd = -1};
	char *emulator = emulator_find(NULL), *absolute, *mac = decide_mac(l.name);
	const char *why;
	int error = emulator ? 0 : -ENOENT;

	absolute = emulator ? path_absolute(emulator) : NULL;
	l.emulator = absolute;
	l.mac = mac;
	l.network = decide_network(c, facts);
	if (!error)
		error = decide_memory(c, facts, NULL, &l.memory);
	if (!error) {
		l.kvm = !o->instructions && !o->no_accel && emulator_has_kvm(emulator, &why);
		l.rng = !emulator_has_rdrand(l.kvm);
		error = run(o, &l, output);
	}
	free(mac);
	free(absolute);
	free(emulator);
	return error;
}

int machine_observe(const struct observation *o, struct text *output)
{
	const char *temporary = getenv("TMPDIR");
	char *folder = format("%s/kraft-boot.XXXXXX", temporary && *temporary ? temporary : "/tmp");
	struct machine_config c;
	struct image_facts facts;
	int error;

	machine_config_init(&c);
	c.image = path_absolute(o->image);
	if (o->parameter)
		strings_add(&c.parameters, o->parameter);
	error = o->model ? arguments_check_model(o->model) : 0;
	if (!error)
		error = image_examine(c.image, NULL, &facts);
	if (!error && !mkdtemp(folder)) {
		error = -errno;
		fail("%s: %s", folder, strerror(errno));
	} else if (!error) {
		error = launch(o, &c, &facts, folder, output);
		(void)folder_remove(folder);
	}
	machine_config_free(&c);
	free(folder);
	return error;
}
