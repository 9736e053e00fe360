/* SPDX-License-Identifier: BSD-3-Clause */
/* The variables of the environment that the configuration names. */
#include <stddef.h>
#include <uk/config.h>

extern const char *const boot_environment[];

const char *const boot_environment[] = {
        CONFIG_LIBPOSIX_ENVIRON_ENVP0,
        CONFIG_LIBPOSIX_ENVIRON_ENVP1,
        CONFIG_LIBPOSIX_ENVIRON_ENVP2,
        CONFIG_LIBPOSIX_ENVIRON_ENVP3,
        CONFIG_LIBPOSIX_ENVIRON_ENVP4,
        CONFIG_LIBPOSIX_ENVIRON_ENVP5,
        CONFIG_LIBPOSIX_ENVIRON_ENVP6,
        CONFIG_LIBPOSIX_ENVIRON_ENVP7,
        CONFIG_LIBPOSIX_ENVIRON_ENVP8,
        CONFIG_LIBPOSIX_ENVIRON_ENVP9,
        CONFIG_LIBPOSIX_ENVIRON_ENVP10,
        CONFIG_LIBPOSIX_ENVIRON_ENVP11,
        CONFIG_LIBPOSIX_ENVIRON_ENVP12,
        CONFIG_LIBPOSIX_ENVIRON_ENVP13,
        CONFIG_LIBPOSIX_ENVIRON_ENVP14,
        CONFIG_LIBPOSIX_ENVIRON_ENVP15,
        NULL,
};
