/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Files: one object with a reference count, an operations table and a poll queue. A regular file,
 * a pipe's end, a socket, an eventfd and an epoll instance are all a struct uk_file; a descriptor
 * refers to a struct uk_open_file, which refers to the file.
 *
 * Context: kernel context, or deferred work for uk_pollq_notify(). Nothing here may be called from
 * an interrupt handler. Errors are negative errno values.
 *
 * The rule that keeps drivers short: an operation never sleeps. It does what it can at once, or
 * returns -EAGAIN, and the file notifies its poll queue when that may have changed. The system call
 * (posix-fdio, posix-socket) waits and tries again when the open file may block.
 *
 * The one exception: files and directories of a file system whose host has to answer (9pfs) sleep
 * inside an operation until it did, as a disk does; uk/vfs.h says what that asks of both sides.
 * poll, mmap_page, munmap_page, closed and release never sleep.
 */
#ifndef UK_FILE_H
#define UK_FILE_H

#include <fcntl.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/stat.h>
#include <sys/epoll.h>
#include <uk/arch/types.h>
#include <uk/list.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_file;
struct uk_open_file;

/* --- poll queue ---------------------------------------------------------------------------- */

/* Who wants to hear of a file's events. notify() is called for every uk_pollq_notify() whose events
 * meet the mask (EPOLLERR and EPOLLHUP always do); it must not block, and may only remove the
 * waiter it was called for. Events are edges: what is ready now is asked with uk_file_poll(). */
struct uk_poll_waiter {
	struct uk_list_head link;
	unsigned int events;
	void (*notify)(struct uk_poll_waiter *waiter, unsigned int events);
};

struct uk_pollq {
	struct uk_list_head waiters;
};

#define UK_POLLQ_INITIALIZER(name)                \
	{                                         \
		UK_LIST_HEAD_INIT((name).waiters) \
	}

static inline void uk_pollq_init(struct uk_pollq *queue)
{
	UK_INIT_LIST_HEAD(&queue->waiters);
}

/* The waiter's notify and events are set by the caller; it stays queued until removed. */
static inline void uk_pollq_add(struct uk_pollq *queue, struct uk_poll_waiter *waiter)
{
	uk_list_add_tail(&waiter->link, &queue->waiters);
}

static inline void uk_pollq_remove(struct uk_poll_waiter *waiter)
{
	uk_list_del_init(&waiter->link);
}

/* Tells all waiters of these events: blocked calls, poll, select, epoll. */
void uk_pollq_notify(struct uk_pollq *queue, unsigned int events);

/* --- files --------------------------------------------------------------------------------- */

/* Receives one directory entry; position is where to continue after it. A non-zero result stops
 * the enumeration before this entry counts as delivered. */
typedef int (*uk_readdir_fn)(void *arg, const char *name, __sz len, __u64 ino, unsigned char type,
                             __off position);

/* Any operation may be NULL: what a program then sees is named at each. */
struct uk_file_ops {
	/* The count transferred, 0 at the end, -EAGAIN when it would block. off >= 0: at that
	 * place, the open file's position unchanged (only called for files with seek). off == -1: a
	 * stream, or at of->pos, which the operation advances. A write honours O_APPEND in
	 * of->flags. NULL: -EINVAL (directories give -EISDIR themselves). */
	__ssz (*read)(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off);
	__ssz (*write)(struct uk_open_file *of, const struct iovec *iov, int iovcnt, __off off);
	/* EPOLL* bits that hold now. NULL: always readable and writable (and refused by epoll_ctl).
	 */
	unsigned int (*poll)(struct uk_file *file);
	/* Fills what it knows of a zeroed structure. NULL: an anonymous inode. */
	int (*stat)(struct uk_file *file, struct stat *st);
	/* NULL or -ENOTTY: not this file's request. FIONBIO is done above. */
	int (*ioctl)(struct uk_open_file *of, unsigned int request, void *arg);
	/* The new position, which it also stores. NULL: -ESPIPE, and pread/pwrite are refused. */
	__off (*seek)(struct uk_open_file *of, __off off, int whence);
	/* NULL: -EINVAL. */
	int (*truncate)(struct uk_file *file, __off length);
	/* fallocate(2) with validated offsets. NULL: -EOPNOTSUPP (streams: -ESPIPE). */
	int (*allocate)(struct uk_file *file, int mode, __off off, __off len);
	/* NULL: -EINVAL, as for a pipe. */
	int (*sync)(struct uk_file *file, int data_only);
	/* Enumerates from of->pos and advances it. NULL: -ENOTDIR. */
	int (*readdir)(struct uk_open_file *of, uk_readdir_fn emit, void *arg);
	/* The frame that holds page number `page` of the file, for a shared mapping; the frame
	 * stays valid until munmap_page(). write: the page is about to be written, so it must be
	 * the file's own. -ENXIO beyond the end (the program gets SIGBUS). NULL: -ENODEV from mmap.
	 */
	int (*mmap_page)(struct uk_file *file, __u64 page, int write, __paddr_t *frame);
	void (*munmap_page)(struct uk_file *file, __u64 page, __paddr_t frame);
	/* F_GETPIPE_SZ, F_SETPIPE_SZ and the like. NULL: -EINVAL (F_GETPIPE_SZ: -EBADF). */
	int (*fcntl)(struct uk_open_file *of, int cmd, unsigned long arg);
	/* An open file of this file goes away (its last descriptor was closed); its handle is to
	 * be given back. May be NULL. */
	void (*closed)(struct uk_open_file *of);
	/* The last reference is gone: free it. NULL: a static object. */
	void (*release)(struct uk_file *file);
};

struct uk_file {
	const struct uk_file_ops *ops;
	void *priv;
	__u32 refs;
	__u16 locks_shared;   /* flock(2): holders of LOCK_SH */
	__u8 locks_exclusive; /* flock(2): 0 or 1 */
	__u8 is_node;         /* the first member of a struct uk_node (uk/vfs.h) */
	struct uk_pollq pollq;
	/* How long a blocking read or write waits, relative; 0 for ever (SO_RCVTIMEO, SO_SNDTIMEO).
	 */
	__nsec timeout_in, timeout_out;
};

/* For a static file, which is never released. */
#define UK_FILE_INITIALIZER(name, operations)                                               \
	{                                                                                   \
		.ops = (operations), .refs = 1, .pollq = UK_POLLQ_INITIALIZER((name).pollq) \
	}

/* Sets up *file with one reference, the caller's. */
void uk_file_init(struct uk_file *file, const struct uk_file_ops *ops, void *priv);

static inline struct uk_file *uk_file_get(struct uk_file *file)
{
	file->refs++;
	return file;
}

void uk_file_put(struct uk_file *file);

/* What is ready now. */
static inline unsigned int uk_file_poll(struct uk_file *file)
{
	return file->ops->poll ? file->ops->poll(file)
	                       : (EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM);
}

/* --- open files ---------------------------------------------------------------------------- */

/* Told when an open file goes away (epoll forgets it then). */
struct uk_open_watch {
	struct uk_list_head link;
	void (*closed)(struct uk_open_watch *watch);
};

/* What dup() shares: the position and the O_* flags. */
struct uk_open_file {
	struct uk_file *file;
	__off pos;
	unsigned int flags;
	__u32 refs;
	struct uk_file *node; /* the node it was opened by (a reference), or NULL */
	void *handle;         /* the file system's own (uk_node_ops.open), or NULL */
	int lock;             /* flock(2): LOCK_SH, LOCK_EX or 0 */
	struct uk_list_head watches;
};

/* A new open file with one reference, which takes over the caller's reference of `file`, also when
 * it fails. NULL when out of memory. */
struct uk_open_file *uk_open_file_new(struct uk_file *file, unsigned int flags);

static inline struct uk_open_file *uk_open_file_get(struct uk_open_file *of)
{
	of->refs++;
	return of;
}

void uk_open_file_put(struct uk_open_file *of);

/* --- waiting ------------------------------------------------------------------------------- */

/* Sleeps until one of the events holds. 0; -ETIMEDOUT at the deadline (monotonic clock, 0: none);
 * -ERESTARTSYS when a signal is to be handled. */
int uk_pollq_wait(struct uk_file *file, unsigned int events, __nsec deadline);

/* The loop of every blocking call: after an operation returned -EAGAIN this decides what happens.
 * 0: try again. Otherwise the call's result: -EAGAIN (O_NONBLOCK, MSG_DONTWAIT as `nonblock`, or
 *the file's time-out passed), -ERESTARTSYS, or -EINTR when a time-out is set (as Linux). *deadline
 *starts as 0. events: EPOLLIN for reading, EPOLLOUT for writing.
 *
 *	__nsec deadline = 0;
 *	do
 *		n = op(…);
 *	while (n == -EAGAIN && !(n = uk_file_block(of, EPOLLIN, nonblock, &deadline)));
 */
int uk_file_block(struct uk_open_file *of, unsigned int events, int nonblock, __nsec *deadline);

/* flock(2) with its operation. Waits; 0, -EINVAL, -EAGAIN (LOCK_NB), -ERESTARTSYS. */
int uk_file_lock(struct uk_open_file *of, int operation);

/* --- the console --------------------------------------------------------------------------- */

/* The terminal on the platform's console, a static file. */
extern struct uk_file uk_console_file;
/* What descriptors 0, 1 and 2 refer to at start. */
extern struct uk_open_file uk_console_open_file, uk_console_input;

/* --- iovec helpers ------------------------------------------------------------------------- */

static inline __sz uk_iov_length(const struct iovec *iov, int iovcnt)
{
	__sz total = 0;

	for (int i = 0; i < iovcnt; i++)
		total += iov[i].iov_len;
	return total;
}

/* Copies len bytes at `skip` of the vector from or to a buffer; the vector is long enough. */
void uk_iov_put(const struct iovec *iov, __sz skip, const void *from, __sz len);
void uk_iov_get(const struct iovec *iov, __sz skip, void *to, __sz len);
void uk_iov_zero(const struct iovec *iov, __sz skip, __sz len);

#ifdef __cplusplus
}
#endif

#endif /* UK_FILE_H */
