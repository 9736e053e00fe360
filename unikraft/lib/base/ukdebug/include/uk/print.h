/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages of the kernel, on the console. What is below the configured level costs nothing. Any
 * context. The formatter knows d i u x X o c s p % with the flags 0 - + # blank, width, precision,
 * * and hh h l ll z t j.
 */
#ifndef UK_PRINT_H
#define UK_PRINT_H

#include <stdarg.h>
#include <uk/config.h>
#include <uk/essentials.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Unconditional output. */
void uk_printk(const char *fmt, ...) __printf(1, 2);
void uk_vprintk(const char *fmt, va_list ap);

/* Format into buf (size bytes, always terminated when size > 0). Returns the length the whole text
 * would have. */
int uk_vsnprintf(char *buf, __sz size, const char *fmt, va_list ap);
int uk_snprintf(char *buf, __sz size, const char *fmt, ...) __printf(3, 4);

/* The formatter itself: hands pieces of text to out(). Returns the number of characters. */
typedef void (*uk_format_out_t)(void *arg, const char *text, __sz len);
int uk_format(uk_format_out_t out, void *arg, const char *fmt, va_list ap);

/* One message with level and library in front; a level's macro uses it. */
void uk_log(int level, const char *lib, const char *fmt, ...) __printf(3, 4);

#define UK_KLVL_DEBUG 4
#define UK_KLVL_INFO  3
#define UK_KLVL_WARN  2
#define UK_KLVL_ERR   1
#define UK_KLVL_CRIT  0
#define KLVL_DEBUG    UK_KLVL_DEBUG
#define KLVL_INFO     UK_KLVL_INFO
#define KLVL_WARN     UK_KLVL_WARN
#define KLVL_ERR      UK_KLVL_ERR
#define KLVL_CRIT     UK_KLVL_CRIT

#if CONFIG_LIBUKDEBUG_PRINTK_INFO
#define UK_KLVL_MAX UK_KLVL_INFO
#elif CONFIG_LIBUKDEBUG_PRINTK_WARN
#define UK_KLVL_MAX UK_KLVL_WARN
#elif CONFIG_LIBUKDEBUG_PRINTK_CRIT
#define UK_KLVL_MAX UK_KLVL_CRIT
#else
#define UK_KLVL_MAX UK_KLVL_ERR
#endif

#ifdef __LIBNAME__
#define UK_LIBNAME_ STRINGIFY(__LIBNAME__)
#else
#define UK_LIBNAME_ NULL
#endif

#define uk_printk_level(level, ...)                                \
	do {                                                       \
		if ((level) <= UK_KLVL_MAX)                        \
			uk_log((level), UK_LIBNAME_, __VA_ARGS__); \
	} while (0)

#define uk_pr_crit(...) uk_printk_level(UK_KLVL_CRIT, __VA_ARGS__)
#define uk_pr_err(...)  uk_printk_level(UK_KLVL_ERR, __VA_ARGS__)
#define uk_pr_warn(...) uk_printk_level(UK_KLVL_WARN, __VA_ARGS__)
#define uk_pr_info(...) uk_printk_level(UK_KLVL_INFO, __VA_ARGS__)
#if CONFIG_LIBUKDEBUG_PRINTD || defined(UK_DEBUG)
#define uk_pr_debug(...) uk_log(UK_KLVL_DEBUG, UK_LIBNAME_, __VA_ARGS__)
#else
#define uk_pr_debug(...)                                                 \
	do {                                                             \
		if (0)                                                   \
			uk_log(UK_KLVL_DEBUG, UK_LIBNAME_, __VA_ARGS__); \
	} while (0)
#endif

/* Say once that a call is not provided. */
#define WARN_STUBBED()                                                  \
	do {                                                            \
		static char said_;                                      \
		if (!said_) {                                           \
			said_ = 1;                                      \
			uk_pr_warn("%s() is not provided\n", __func__); \
		}                                                       \
	} while (0)
#define UK_WARN_STUBBED WARN_STUBBED

#ifdef __cplusplus
}
#endif

#endif /* UK_PRINT_H */
