/* SPDX-License-Identifier: BSD-3-Clause */
/* The table of all commands, in the order of the help. */
#include <stddef.h>

#include "cmd/command.h"

extern const struct command command_list, command_list_update, command_list_show, command_list_pull,
        command_list_add, command_list_remove, command_init, command_lib_init, command_lib_add,
        command_lib_remove, command_lib_bump, command_set, command_unset, command_configure,
        command_menuconfig, command_fetch, command_prepare, command_build, command_clean,
        command_run, command_up, command_ps, command_logs, command_stop, command_rm, command_pause,
        command_resume, command_events, command_symbolize, command_net_create, command_net_ls,
        command_net_inspect, command_net_rm, command_size, command_graph, command_sbom,
        command_doctor, command_explain, command_help, command_completion, command_version;

const struct command *const commands[] = {
        &command_list,       &command_list_update, &command_list_show,
        &command_list_pull,  &command_list_add,    &command_list_remove,
        &command_init,       &command_lib_init,    &command_lib_add,
        &command_lib_remove, &command_lib_bump,    &command_set,
        &command_unset,      &command_configure,   &command_menuconfig,
        &command_fetch,      &command_prepare,     &command_build,
        &command_clean,      &command_run,         &command_up,
        &command_ps,         &command_logs,        &command_stop,
        &command_rm,         &command_pause,       &command_resume,
        &command_events,     &command_symbolize,   &command_net_create,
        &command_net_ls,     &command_net_inspect, &command_net_rm,
        &command_size,       &command_graph,       &command_sbom,
        &command_doctor,     &command_explain,     &command_help,
        &command_completion, &command_version,     NULL,
};
