/* SPDX-License-Identifier: BSD-3-Clause */
/* Kernel messages to the console. */
#include <uk/plat/console.h>
#include <uk/print.h>

static void console_out(void *arg __maybe_unused, const char *text, __sz len)
{
	ukplat_coutk(text, (unsigned int)len);
}

void uk_vprintk(const char *fmt, va_list ap)
{
	uk_format(console_out, NULL, fmt, ap);
}

void uk_printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	uk_vprintk(fmt, ap);
	va_end(ap);
}

void uk_log(int level, const char *lib, const char *fmt, ...)
{
	static const char *const names[] = {"critical", "error", "warning", "info", "debug"};
	va_list ap;

	uk_printk("%s: %s%s", names[level], lib ? lib : "", lib ? ": " : "");
	va_start(ap, fmt);
	uk_vprintk(fmt, ap);
	va_end(ap);
}
