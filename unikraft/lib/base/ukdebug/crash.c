/* SPDX-License-Identifier: BSD-3-Clause */
/* The crash report. It uses nothing that could be broken by then: the console, the stack, the
 * symbol table. */
#include <signal.h>
#include <stdarg.h>
#include <uk/arch/ctx.h>
#include <uk/cpu.h>
#include <uk/crash.h>
#include <uk/plat/bootstrap.h>
#include <uk/plat/lcpu.h>
#include <uk/plat/memory.h>
#include <uk/print.h>

#define BACKTRACE_MAX 32

/* Provided by uksched. */
__weak const char *uk_thread_name(const struct uk_thread *thread);

extern char _text[], _end[];

static int crashing;

static int in_image(__uptr ip)
{
	return ip - (__uptr)_text < (__uptr)(_end - _text);
}

static void print_frame(int n, __uptr ip)
{
	__uptr offset;
	const char *name = uk_symbol_find(ip, &offset);

	/* As it is linked: what tools find in the image with symbols. */
	ip -= in_image(ip) ? ukplat_image_distance() : 0;
	if (name)
		uk_printk("  #%d 0x%lx %s+0x%lx\n", n, ip, name, offset);
	else
		uk_printk("  #%d 0x%lx\n", n, ip);
}

static void print_backtrace(int n, __uptr fp)
{
	__uptr ip;

	for (; n < BACKTRACE_MAX && ukarch_backtrace_next(&fp, &ip); n++)
		print_frame(n, ip - 1); /* the call, not what follows it */
}

void uk_backtrace(void)
{
	print_backtrace(0, (__uptr)__builtin_frame_address(0));
}

static void begin(void)
{
	ukplat_lcpu_disable_irq();
	if (crashing++)
		ukplat_poweroff(128 + SIGABRT);
	uk_printk("\n=== crash: ");
}

static void print_thread(void)
{
	struct uk_thread *thread = uk_cpu_current()->current;

	if (thread && uk_thread_name)
		uk_printk("thread:    %s\n", uk_thread_name(thread));
}

static void finish(int signo) __noreturn;
static void finish(int signo)
{
	uk_printk("=== status %d\n", 128 + signo);
	ukplat_poweroff(128 + signo);
}

void uk_crash(const char *fmt, ...)
{
	va_list ap;

	begin();
	va_start(ap, fmt);
	uk_vprintk(fmt, ap);
	va_end(ap);
	uk_printk("\n");
	print_thread();
	uk_backtrace();
	finish(SIGABRT);
}

static const char *signal_name(int signo)
{
	switch (signo) {
	case SIGSEGV:
		return "SIGSEGV";
	case SIGFPE:
		return "SIGFPE";
	case SIGILL:
		return "SIGILL";
	case SIGBUS:
		return "SIGBUS";
	case SIGTRAP:
		return "SIGTRAP";
	default:
		return "signal";
	}
}

void uk_crash_trap(const struct __regs *regs, int signo, __uptr address)
{
	begin();
	uk_crash_print_trap(regs, address);
	uk_printk(" (%s)\n", signal_name(signo));
	print_thread();
	uk_crash_print_regs(regs);
	if (ukplat_image_distance())
		uk_printk("image:     0x%lx above where it is linked\n", ukplat_image_distance());
	print_frame(0, regs->rip);
	print_backtrace(1, regs->rbp);
	finish(signo);
}
