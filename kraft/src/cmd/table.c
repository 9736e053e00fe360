/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of all commands, in the order of the help. */
#include <stddef.h>

#include "cmd/command.h"

/* clang-format off */
#define COMMANDS(X) \
	X(list) X(list_update) X(list_show) X(list_pull) X(list_add) X(list_remove) \
	X(init) X(lib_init) X(lib_add) X(lib_remove) X(lib_bump) X(set) X(unset) \
	X(configure) X(menuconfig) X(fetch) X(prepare) X(build) X(lock) X(clean) \
	X(run) X(test) X(up) X(ps) X(logs) X(stop) X(rm) X(pause) X(resume) X(events) X(symbolize) \
	X(net_create) X(net_ls) X(net_inspect) X(net_rm) \
	X(volume_create) X(volume_ls) X(volume_inspect) X(volume_rm) \
	X(pkg) X(pkg_ls) X(pkg_info) X(pkg_pull) X(pkg_push) X(pkg_rm) \
	X(compose_up) X(compose_down) X(compose_start) X(compose_stop) X(compose_restart) \
	X(compose_pause) X(compose_unpause) X(compose_ps) X(compose_logs) X(compose_config) \
	X(compose_build) X(compose_ls) \
	X(size) X(graph) X(sbom) X(bootchart) X(doctor) X(explain) \
	X(help) X(completion) X(version)
/* clang-format on */

#define DECLARE(name) extern const struct command command_##name;
COMMANDS(DECLARE)

#define ENTRY(name) &command_##name,
const struct command *const commands[] = {COMMANDS(ENTRY) NULL};
