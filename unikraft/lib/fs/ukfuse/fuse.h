/* SPDX-License-Identifier: BSD-3-Clause */
/* The client inside: requests and their messages, sessions, open files. */
#ifndef UKFUSE_INTERNAL_H
#define UKFUSE_INTERNAL_H

#include <errno.h>
#include <string.h>
#include <uk/essentials.h>
#include <uk/fuse.h>
#include <uk/fuse_transport.h>
#include "protocol.h"

#define FUSE_ANSWER     16   /* bytes of an answer's header */
#define FUSE_SEND_MAX   4608 /* FUSE_SYMLINK with the longest name and target */
#define FUSE_BUFFER     65536
#define FUSE_BUFFER_LOW 16384        /* when memory is short */
#define FUSE_ANSWER_MAX 256          /* of everything but data, names of entries and targets */
#define FUSE_IO_MAX     (512 * 1024) /* in one message */
#define FUSE_WRITE_MIN  4096         /* a host that takes less at once takes nothing */
#define FUSE_ERROR_MAX  133          /* the last of Linux's error numbers */
#define FUSE_KEPT       4            /* request buffers */
#define FUSE_PATIENCE   20000        /* ns of looking for an answer before sleeping */
#define FUSE_DIRECT_MIN 4096         /* bytes; shorter pieces of memory are copied */
#define FUSE_FORGETS    64           /* in one message */

struct uk_fuse_client {
	struct uk_fuse_transport *transport;
	__u8 starting; /* the version is being agreed on */
	__u8 started;
	int error; /* of that */
	struct uk_waitq start_waitq;
	__u32 read_max, write_max;
	__u8 no_flush, no_fsync, no_fsyncdir; /* the host said that it has no such message */
	__u64 unique;                         /* of the last message */
	__u64 answered;                       /* requests so far */
	struct uk_waitq room_waitq;           /* for room in the channel */
	struct uk_list_head kept;             /* requests for the next users */
	unsigned int kept_count;
	struct uk_list_head unsent;    /* messages that nobody waits for and that found no room */
	struct uk_list_head releasing; /* files that the host closes */
	/* Look-ups that go back: one message at a time. */
	struct uk_list_head forgets;
	struct uk_fuse_request forget;
	__u8 forgetting, sending_forgets;
	__u8 forget_send[UK_FUSE_HEADER + sizeof(struct fuse_batch_forget_in) +
	                 FUSE_FORGETS * sizeof(struct fuse_forget_one)];
};

struct uk_fuse_file {
	struct uk_fuse_client *client;
	__u64 node, fh;
	__u32 refs, flags;
	__u8 directory;
	struct uk_list_head link;    /* of the client's `releasing` */
	struct uk_list_head forgets; /* of its node, that came too early */
	/* What says good-bye, so that nothing can be short when it is needed. */
	struct uk_fuse_request farewell;
	__u8 send[UK_FUSE_HEADER + sizeof(struct fuse_release_in)];
	__u8 receive[FUSE_ANSWER];
};

/* A message being built. What does not fit is noticed when it is sent. */
struct fuse_message {
	struct uk_fuse_request *request;
	__u8 *buffer;
	__u32 at, size;
	__u8 overflow;
};

/* Begins a message about a node. fuse_end() in every case that this returned 0. */
int fuse_begin(struct uk_fuse_client *client, enum fuse_opcode opcode, __u64 node,
               struct fuse_message *m);
void fuse_put(struct fuse_message *m, const void *bytes, __sz len);
void fuse_put_name(struct fuse_message *m, const char *name, __sz len);
/* Sends it and waits. 0: *len bytes of contents came, those that fit stand at fuse_contents(); else
 * the host's error or -EIO. */
int fuse_call(struct fuse_message *m, __u32 *len);
void fuse_end(struct fuse_message *m);

static inline const void *fuse_contents(const struct fuse_message *m)
{
	return m->request->receive + FUSE_ANSWER;
}

/* Sends, waits and ends, for answers of a known size (0: none). */
int fuse_finish(struct fuse_message *m, void *contents, __u32 size);
/* The same for an answer with an entry. */
int fuse_finish_entry(struct fuse_message *m, struct uk_fuse_entry *entry);

/* attr.c: what the host says, checked. */
int fuse_take_attr(const struct fuse_attr *from, __u64 seconds, __u32 nanoseconds,
                   struct uk_fuse_attr *attr);
int fuse_take_entry(const struct fuse_entry_out *from, struct uk_fuse_entry *entry);

/* A header in front of a message that nobody waits for. */
void fuse_put_header(__u8 *send, __u32 len, enum fuse_opcode opcode, __u64 node, __u64 unique);
/* Sends such a request, now or when there is room; request->forgotten is called with the answer. */
void fuse_send_forgotten(struct uk_fuse_client *client, struct uk_fuse_request *request);
/* Whether the answer to it is the error `error`. */
int fuse_is_error(const struct uk_fuse_request *request, int error);

/* forget.c: sends what waits. */
void fuse_send_forgets(struct uk_fuse_client *client);

#endif /* UKFUSE_INTERNAL_H */
