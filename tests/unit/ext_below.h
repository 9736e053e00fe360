/* SPDX-License-Identifier: BSD-3-Clause */
/* What lies below the ext4 driver in a host unit test, besides the disk: messages, one thread that
 * runs when it is waited for, a lock that nobody may take twice, memory. One test includes it. */
#include <stdio.h>
#include <uk/mutex.h>
#include <uk/sched.h>

char _data[1];
void *_et_list;
static void (*thread_function)(void *);
static void *thread_argument;

/* EXT_VERBOSE shows what the driver says. */
void uk_log(int level, const char *lib, const char *format, ...)
{
	char text[300];
	va_list arguments;

	(void)level;
	(void)lib;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (getenv("EXT_VERBOSE"))
		fputs(text, stderr);
}

/* Of a part of the library that no image has. */
long ext2fs_check_mount_point(void)
{
	return 0;
}

struct uk_sched *uk_sched_current(void)
{
	return NULL;
}

struct uk_thread *uk_sched_thread_create_kernel(struct uk_sched *s, uk_thread_fn_t fn, void *arg,
                                                size_t stack, const char *name)
{
	(void)s;
	(void)stack;
	(void)name;
	thread_function = fn;
	thread_argument = arg;
	return (struct uk_thread *)1;
}

void uk_stub_run(void)
{
	void (*function)(void *) = thread_function;

	thread_function = NULL;
	if (function)
		function(thread_argument);
}

void uk_mutex_init_config(struct uk_mutex *m, unsigned int flags)
{
	*m = (struct uk_mutex){.flags = flags};
}

void uk_mutex_lock(struct uk_mutex *m)
{
	assert_int_equal(m->lock_count, 0);
	m->lock_count = 1;
}

void uk_mutex_unlock(struct uk_mutex *m)
{
	assert_int_equal(m->lock_count, 1);
	m->lock_count = 0;
}

static void *aligned(struct uk_alloc *a, __sz align, __sz size)
{
	void *p = NULL;

	(void)a;
	if (fails() || posix_memalign(&p, align < 8 ? 8 : align, size))
		return NULL;
	blocks++;
	return p;
}

static void *resized(struct uk_alloc *a, void *old, __sz size)
{
	(void)a;
	if (fails())
		return NULL;
	blocks += !old;
	return realloc(old, size);
}
