/* SPDX-License-Identifier: BSD-3-Clause */
/* kraft-fetch oci OPERATION …: packages. */
#ifndef KRAFT_OCI_COMMAND_H
#define KRAFT_OCI_COMMAND_H

/* argv[0] is "oci". Returns the exit status. */
int oci_command(int argc, char **argv);

#endif
