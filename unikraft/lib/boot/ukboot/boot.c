/* SPDX-License-Identifier: BSD-3-Clause */
/* The order of booting: init classes, scheduler, boot parameters, main thread. */
#include <stddef.h>
#include <uk/arch/ctx.h>
#include <uk/arch/limits.h>
#include <uk/boot.h>
#include <uk/crash.h>
#include <uk/ctors.h>
#include <uk/init.h>
#include <uk/plat/bootstrap.h>
#include <uk/plat/lcpu.h>
#include <uk/preempt.h>
#include <uk/print.h>
#include <uk/sched.h>
#include <uk/vmem.h>

#include "boot.h"
#include "chart.h"

#define MAIN_STACK_SIZE ((__sz)CONFIG_LIBUKBOOT_MAIN_STACK_KIB << 10)

extern const struct uk_inittab_entry uk_inittab_start[], uk_inittab_early_end[],
        uk_inittab_plat_end[], uk_inittab_end[];

static struct uk_init_ctx init_ctx;
static const struct uk_inittab_entry *init_reached = uk_inittab_start;
static __u8 exiting;

/* Without a canary of its own: the random number library may set the canary while it is called from
 * here. */
__no_stack_protector static void run_init(const struct uk_inittab_entry *end)
{
	int rc;

	for (; init_reached < end; init_reached++) {
		boot_chart_start(init_reached, NULL);
		rc = init_reached->init ? init_reached->init(&init_ctx) : 0;
		boot_chart_stop();
		if (rc < 0)
			uk_crash("boot: %s() failed with error %d", init_reached->name, -rc);
	}
}

void uk_exit(int status)
{
	struct uk_term_ctx ctx = {.status = status};

	uk_preempt_disable();
	if (!exiting) { /* a counterpart that fails and exits again must not begin from the start */
		exiting = 1;
		while (init_reached > uk_inittab_start) {
			init_reached--;
			if (init_reached->term)
				init_reached->term(&ctx);
		}
	}
	ukplat_poweroff(status & 0xff);
}

static void run_constructors(const uk_ctor_func_t *f, const uk_ctor_func_t *end)
{
	for (; f < end; f++)
		if (*f)
			(*f)();
}

/* Replaced by the program's; an image without one boots, says so, and ends. */
__weak int main(int argc __maybe_unused, char **argv __maybe_unused, char **envp __maybe_unused)
{
	uk_pr_warn("this image has no main()\n");
	return 0;
}

/* Program context from here on. */
static __noreturn void run_main(void)
{
	int status;

	uk_preempt_enable();
	if (uk_libc_start)
		uk_libc_start(main, init_ctx.cmdline.argc, init_ctx.cmdline.argv,
		              init_ctx.cmdline.envp);
	run_constructors(__preinit_array_start, __preinit_array_end);
	run_constructors(__init_array_start, __init_array_end);
	status = main(init_ctx.cmdline.argc, init_ctx.cmdline.argv, init_ctx.cmdline.envp);
	uk_exit(status);
}

/* On the main thread's stack. */
static __noreturn void boot_main_thread(long stack)
{
	if (uk_thread_tls_boot && uk_thread_tls_boot() < 0)
		uk_crash("boot: too little memory for the main thread");
	uk_sched_init((void *)stack, MAIN_STACK_SIZE);
	boot_chart_stop();
	boot_chart_start(NULL, "parameters");
	uk_boot_command_line(&init_ctx);
	boot_chart_stop();
	run_init(uk_inittab_end);
	boot_chart_report();
	run_main();
}

/* The main thread's stack, as large as Linux gives a process; pages come when they are touched, the
 * lowest never does. */
static __vaddr_t main_stack(void)
{
	__vaddr_t base = 0;

	if (uk_vmem_map(&base, __PAGE_SIZE + MAIN_STACK_SIZE, UK_VMEM_READ | UK_VMEM_WRITE,
	                UK_VMEM_NORESERVE, NULL, NULL, 0) < 0 ||
	    uk_vmem_protect(base, __PAGE_SIZE, 0) < 0)
		uk_crash("boot: too little memory for the main thread");
	return base + __PAGE_SIZE;
}

void uk_boot(void)
{
	struct ukarch_ctx boot, first;
	__vaddr_t stack;

	run_init(uk_inittab_early_end);
	run_init(uk_inittab_plat_end);
	boot_chart_start(NULL, "thread");
	stack = main_stack();
	ukplat_lcpu_enable_irq();
	ukarch_ctx_init_entry1(&first, stack + MAIN_STACK_SIZE, boot_main_thread, (long)stack);
	ukarch_ctx_switch(&boot, &first);
	UK_UNREACHABLE();
}
