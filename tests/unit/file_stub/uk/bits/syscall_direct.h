/* SPDX-License-Identifier: BSD-3-Clause */
/* Host unit tests: no direct calls of system calls. */
