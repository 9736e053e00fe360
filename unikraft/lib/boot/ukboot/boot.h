/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of ukboot offer one another. */
#ifndef UKBOOT_BOOT_H
#define UKBOOT_BOOT_H

struct uk_init_ctx;

/* Sets the boot parameters; fills in the program's arguments and environment. (command_line.c) */
void uk_boot_command_line(struct uk_init_ctx *ctx);

#endif /* UKBOOT_BOOT_H */
