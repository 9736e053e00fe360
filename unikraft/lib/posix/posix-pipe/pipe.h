/* SPDX-License-Identifier: BSD-3-Clause */
/* A pipe: one buffer, and a file for each way to open it. */
#ifndef PIPE_INTERNAL_H
#define PIPE_INTERNAL_H

#include <uk/vfs.h>

#define PIPE_DEFAULT 65536u /* bytes, as in Linux */
#define PIPE_FIRST   4096u  /* what is allocated before more is needed; also PIPE_BUF */
#define PIPE_LARGEST (1u << 30)

enum pipe_end { PIPE_READ, PIPE_WRITE, PIPE_BOTH, PIPE_ENDS };

struct pipe {
	struct uk_file end[PIPE_ENDS]; /* refs 0: not open this way */
	char *ring;
	__u32 size;     /* of the ring: a power of two */
	__u32 capacity; /* what it may grow to */
	__u32 head, used;
	__u32 users; /* ends that are open, and those who wait in open() */
	/* FIFOs: how often each side was opened, so that an open() sees a partner that came and
	 * went */
	__u32 readers_seen, writers_seen;
	struct uk_node *node; /* the FIFO's; not a reference, the ends' open files hold it */
	ino_t ino;
};

static inline int pipe_readers(const struct pipe *p)
{
	return p->end[PIPE_READ].refs || p->end[PIPE_BOTH].refs;
}

static inline int pipe_writers(const struct pipe *p)
{
	return p->end[PIPE_WRITE].refs || p->end[PIPE_BOTH].refs;
}

/* An empty pipe without ends, or NULL. */
struct pipe *pipe_new(void);
/* The file of an end, with a reference. */
struct uk_file *pipe_open_end(struct pipe *p, enum pipe_end end);
void pipe_put(struct pipe *p);
void pipe_notify_readers(struct pipe *p, unsigned int events);
void pipe_notify_writers(struct pipe *p, unsigned int events);

#endif /* PIPE_INTERNAL_H */
