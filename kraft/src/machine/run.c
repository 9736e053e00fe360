/* SPDX-License-Identifier: BSD-3-Clause */
/* Running a machine: checks first, then decisions, then the emulator; and what its end means. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "machine/arguments.h"
#include "machine/backtrace.h"
#include "machine/decide.h"
#include "machine/disks.h"
#include "machine/emulator.h"
#include "machine/feeder.h"
#include "machine/image.h"
#include "machine/ports.h"
#include "machine/store.h"
#include "machine/supervise.h"
#include "machine/tap.h"
#include "machine/virtiofsd.h"
#include "machine/volume.h"
#include "term/message.h"

static char *debug_image(const struct machine_config *c)
{
	if (c->debug_image)
		return path_absolute(c->debug_image);
	char *beside = format("%s.dbg", c->image),
	     *image = path_absolute(is_file(beside) ? beside : c->image);

	free(beside);
	return image;
}

static void say_gdb(const struct machine_config *c)
{
	char *image = debug_image(c), *target = format("target remote 127.0.0.1:%u", c->gdb_port);
	char *line = process_show((const char *const[]){"gdb", "-ex", target, image, NULL});

	say("waiting for gdb: %s", line);
	free(line);
	free(target);
	free(image);
}

static void dry_run(struct strings *argv)
{
	char *line = process_show((const char *const *)argv->item);

	puts(line);
	free(line);
}

/* The image's own backtrace has names and offsets; the lines are in the image with symbols. */
static void explain_crash(const struct machine_config *c, const struct machine_record *r)
{
	char *log = path_join(r->folder, "log"), *image = debug_image(c);

	backtrace_explain(log, image);
	free(log);
	free(image);
}

/* What the end of a machine in the foreground means. */
static int judge_end(const struct machine_config *c, const struct machine_record *r,
                     const struct child *child, struct virtiofsds *daemons)
{
	int status;
	bool emulator_failed = WIFEXITED(child->status) && WEXITSTATUS(child->status) == 127;

	if (child->signal)
		return 128 + child->signal;
	if (store_status(r->folder, &status)) {
		if (status >= 128)
			explain_crash(c, r);
		return status;
	}
	if (store_marked(r, "stopped"))
		return MACHINE_EXIT_STOPPED;

	bool daemon_failed = virtiofsd_explain(daemons);

	/* An emulator that had begun ends well when it is told to. */
	if (child->helper_failed)
		return WIFEXITED(child->status) && WEXITSTATUS(child->status) == 0
		               ? MACHINE_EXIT_DIED
		               : MACHINE_EXIT_SETUP;
	if (emulator_failed || (WIFEXITED(child->status) && WEXITSTATUS(child->status) == 1)) {
		if (!daemon_failed)
			fail("the emulator could not start the machine");
		return MACHINE_EXIT_SETUP;
	}
	if (WIFSIGNALED(child->status))
		fail("the emulator was ended by signal %d", WTERMSIG(child->status));
	else
		fail("the machine ended without reporting a status: it was reset or powered off by "
		     "a fault");
	hint("more memory (-M), the debug image under gdb (-g PORT) and its last lines above may "
	     "show why");
	return MACHINE_EXIT_DIED;
}

static int run_foreground(const struct launch *l, struct machine_record *r, struct strings *argv,
                          struct virtiofsds *daemons)
{
	struct feeder feeder = {.input = 0};
	pid_t helpers[SUPERVISE_HELPERS_MAX];
	struct child child = {.helpers = helpers};
	int error = l->stream ? feeder_start(&feeder) : 0;

	for (size_t i = 0; i < daemons->count; i++)
		helpers[child.helper_count++] = daemons->item[i].pid;
	if (!error)
		error = supervise_start(&child, argv->item, r->folder, feeder.input);
	if (feeder.input)
		close(feeder.input);
	if (error) {
		feeder_end(&feeder);
		fail("cannot start %s: %s", argv->item[0], strerror(-error));
		return MACHINE_EXIT_SETUP;
	}
	r->pid = child.pid;
	r->pid_start = process_start_time(child.pid);
	/* Without its record the machine runs as well, only `kraft ps` does not know it. */
	(void)store_save(r);
	supervise_wait(&child);
	feeder_end(&feeder);
	return judge_end(l->config, r, &child, daemons);
}

/* The emulator itself goes to the background once it runs; until then its complaints are ours. */
static int run_detached(struct machine_record *r, struct strings *argv, bool quiet,
                        struct virtiofsds *daemons)
{
	struct text errors = {0};
	const struct process emulator = {.argv = (const char *const *)argv->item,
	                                 .folder = r->folder,
	                                 .output = &errors,
	                                 .errors = &errors};
	int status = process_run(&emulator);
	char *path = path_join(r->folder, "pid");
	struct text pid = {0};

	if (status == 0) {
		/* A machine that has ended already took its file with it. */
		if (file_read(path, &pid) == 0)
			r->pid = (pid_t)strtol(pid.data, NULL, 10);
		r->pid_start = process_start_time(r->pid);
		(void)store_save(r);
		if (!quiet)
			puts(r->name);
	} else {
		if (!virtiofsd_explain(daemons))
			fail("the emulator could not start the machine: %s",
			     errors.len ? trim(errors.data) : "no message");
		status = MACHINE_EXIT_SETUP;
	}
	text_free(&errors);
	text_free(&pid);
	free(path);
	return status;
}

static void describe(struct machine_record *r, const struct launch *l)
{
	const struct machine_config *c = l->config;

	r->image = path_absolute(c->image);
	r->project = c->project ? copy_string(c->project) : NULL;
	r->model = copy_string(l->model);
	r->arguments = machine_command_line(c);
	r->ports = ports_show(c);
	r->composition = c->composition ? copy_string(c->composition) : NULL;
	r->service = c->service ? copy_string(c->service) : NULL;
	r->identity = c->identity ? copy_string(c->identity) : NULL;
	r->volumes = volume_show(c);
	r->volume_names = volume_names(c);
	r->memory = l->memory;
	r->created = time(NULL);
	r->remove = c->remove;
	r->hardware = l->kvm;
}

/* Everything is decided: start it, or show it. */
static int launch(struct launch *l, struct machine_record *r)
{
	const struct machine_config *c = l->config;
	struct virtiofsds daemons = {0};
	struct strings argv = {0};
	int status;

	arguments_build(l, &argv);
	if (c->dry_run) {
		dry_run(&argv);
		strings_free(&argv);
		return 0;
	}
	if (message_verbose()) {
		char *line = process_show((const char *const *)argv.item);

		detail("%s", line);
		free(line);
	}
	describe(r, l);
	if (c->paused || c->gdb_port)
		store_mark(r, "paused", true);
	status = store_save(r) == 0 ? 0 : MACHINE_EXIT_SETUP;
	if (status)
		fail("cannot write to %s", r->folder);
	if (!status && l->emulated_because)
		say("no hardware acceleration (%s): the machine is emulated, which is slower",
		    l->emulated_because);
	if (!status && c->gdb_port)
		say_gdb(c);
	if (!status && virtiofsd_start(c, r->folder, &daemons))
		status = MACHINE_EXIT_SETUP;
	if (!status)
		status = c->detach ? run_detached(r, &argv, c->quiet, &daemons)
		                   : run_foreground(l, r, &argv, &daemons);
	if (!c->detach || status)
		virtiofsd_end(r->folder);
	virtiofsd_free(&daemons);
	/* What ran in the foreground was seen; with a name of its own it is kept for `kraft logs`.
	 */
	if ((c->detach && status) || (!c->detach && (c->remove || !c->name)))
		store_remove(r);
	strings_free(&argv);
	return status;
}

static void decide_acceleration(const struct machine_config *c, struct launch *l)
{
	const char *why = NULL;

	l->kvm = !c->no_accel && emulator_has_kvm(l->emulator, &why);
	l->rng = !emulator_has_rdrand(l->kvm);
	if (!l->kvm && !c->quiet)
		l->emulated_because = why;
}

/* The part that needs the machine's folder; removes it again when nothing was started. */
static int prepare_and_launch(struct launch *l, const struct image_facts *image,
                              struct machine_record *r)
{
	struct machine_config *c = (struct machine_config *)l->config;
	char *initrd = NULL, *mac = NULL;
	int error = decide_initrd(c, l->folder, &initrd), status = MACHINE_EXIT_SETUP;

	l->initrd = initrd;
	if (!error)
		error = decide_memory(c, image, initrd, &l->memory);
	if (!error && l->network == MACHINE_NET_BRIDGE && !c->dry_run) {
		l->tap_fd = tap_open_on_bridge(c->bridge);
		error = l->tap_fd < 0 ? l->tap_fd : 0;
	}
	if (!error && l->network == MACHINE_NET_SWITCH && !c->dry_run) {
		l->tap_fd = switch_connect(c->socket);
		error = l->tap_fd < 0 ? l->tap_fd : 0;
	}
	mac = c->mac ? copy_string(c->mac) : decide_mac(l->name);
	l->mac = mac;
	if (!error)
		status = launch(l, r);
	else if (r->folder)
		store_remove(r);
	if (l->tap_fd >= 0)
		close(l->tap_fd);
	free(initrd);
	free(mac);
	return status;
}

/* Whoever looks at the program's output has this terminal; what people say themselves goes first.
 */
static void tell_terminal(struct machine_config *c)
{
	const char *name = getenv("TERM");
	struct strings all = {0};

	if (c->detach || !name || !*name || !isatty(0) || !isatty(1))
		return;
	strings_addf(&all, "TERM=%s", name);
	strings_move(&all, &c->environment);
	c->environment = all;
}

static int run(struct machine_config *c)
{
	struct launch l = {.config = c, .model = c->model ? c->model : MODEL_DEFAULT, .tap_fd = -1};
	struct machine_record r = {0};
	struct image_facts image;
	int status = MACHINE_EXIT_SETUP;

	if (arguments_check_model(l.model) || image_examine(c->image, c->dotconfig, &image))
		return status;
	l.network = decide_network(c, &image);
	if (decide_check_network(c, &image, l.network) || disks_check(c, &image) ||
	    volume_check(c, &image)) {
		image_forget(&image);
		return status;
	}
	volume_parameters(c, &image);
	if (image.environment == IMAGE_HAS)
		tell_terminal(c);
	image_forget(&image);
	char *emulator = emulator_find(c->qemu);

	if (!emulator)
		return status;
	char *absolute = path_absolute(emulator);

	l.emulator = absolute;
	decide_acceleration(c, &l);
	l.linked = c->gdb_port && image.aslr == IMAGE_HAS;
	l.stream = !c->detach && image.stream == IMAGE_HAS && !isatty(0);
	l.name = c->name ? c->name : path_base(c->image);
	if (c->dry_run) {
		status = prepare_and_launch(&l, &image, &r);
	} else if (store_create(c->name, c->project ? c->project : path_base(c->image), &r) == 0) {
		l.folder = r.folder;
		l.name = r.name;
		status = prepare_and_launch(&l, &image, &r);
	}
	machine_record_free(&r);
	free(emulator);
	free(absolute);
	return status;
}

/* Our own messages may go to a pipe that nobody reads any more; a machine must not be left behind
 * by that. */
int machine_run(struct machine_config *c)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	int status = run(c);

	signal(SIGPIPE, before);
	return status;
}
