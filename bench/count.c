/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A plug-in for QEMU's software emulation (TCG plug-in interface, version 1): counts the guest
 * instructions from the first execution of one address to the first of another, prints the number
 * and ends the machine. Arguments: from=ADDRESS,to=ADDRESS. The declarations stand here since the
 * distribution packages no header for them.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum { QEMU_PLUGIN_INLINE_ADD_U64 };
enum { QEMU_PLUGIN_CB_NO_REGS };
typedef void (*insn_callback)(unsigned int cpu, void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           void (*callback)(qemu_plugin_id_t,
                                                            struct qemu_plugin_tb *));
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn, insn_callback callback,
                                            int flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, int op,
                                                void *counter, uint64_t add);

EXPORT int qemu_plugin_version = 1;

static uint64_t executed, from_address, to_address, at_start;
static bool started;

static void at_from(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	if (!started)
		at_start = executed;
	started = true;
}

static void at_to(unsigned int cpu, void *data)
{
	(void)cpu;
	(void)data;
	if (!started)
		return;
	fprintf(stderr, "instructions %" PRIu64 "\n", executed - at_start);
	_exit(0);
}

/* An image at a random place lies above 64 TiB, multiples of 2 MiB away from its linked addresses.
 */
static bool is_moved(uint64_t address)
{
	return address >= 1ull << 46 && (address - to_address) % (2ull << 20) == 0;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t address = qemu_plugin_insn_vaddr(insn);

		if (address == from_address)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, at_from,
			                                       QEMU_PLUGIN_CB_NO_REGS, NULL);
		if (address == to_address || is_moved(address))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, at_to, QEMU_PLUGIN_CB_NO_REGS,
			                                       NULL);
		qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
		                                           &executed, 1);
	}
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	int i;

	(void)info;
	for (i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "from=", 5))
			from_address = strtoull(argv[i] + 5, NULL, 0);
		else if (!strncmp(argv[i], "to=", 3))
			to_address = strtoull(argv[i] + 3, NULL, 0);
	}
	if (!from_address || !to_address) {
		fprintf(stderr, "count: from=ADDRESS and to=ADDRESS are needed\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
