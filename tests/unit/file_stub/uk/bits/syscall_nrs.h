/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests: no numbers of system calls. */
