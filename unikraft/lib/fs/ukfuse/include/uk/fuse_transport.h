/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What carries FUSE messages to a host: one channel per shared folder, known by its tag.
 *
 * A request is a message to send, a place for the answer, and possibly memory of the program that
 * takes part in either. The transport moves bytes and knows nothing of their meaning; the client
 * checks every answer, as the host is not trusted.
 *
 * Context: kernel context. None of the operations blocks; poll may also run as deferred work.
 */
#ifndef UK_FUSE_TRANSPORT_H
#define UK_FUSE_TRANSPORT_H

#include <sys/uio.h>
#include <uk/arch/types.h>
#include <uk/list.h>
#include <uk/wait_types.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_fuse_client;
struct uk_fuse_transport;

#define UK_FUSE_DATA_MAX 8
#define UK_FUSE_HEADER   40 /* bytes at the beginning of each message */

struct uk_fuse_request {
	__u8 *send;
	__u32 send_len;
	__u8 *receive; /* NULL: a message without an answer */
	__u32 receive_size;
	/* Memory that `reaches` said yes to: sent after `send`, or (data_in) filled by the answer
	 * after receive_size bytes of it. */
	struct iovec data[UK_FUSE_DATA_MAX];
	__u8 data_count, data_in;
	__u8 urgent; /* goes past other requests */

	/* The client's. */
	__u8 done;
	__s32 result; /* bytes of the answer, data included, or a negative errno */
	__u64 unique;
	__u32 buffer_size;
	struct uk_fuse_client *client;
	void (*forgotten)(struct uk_fuse_request *); /* nobody waits for the answer: called with it
	                                              */
	struct uk_waitq waitq;
	struct uk_list_head link;
};

struct uk_fuse_transport_ops {
	/* Gives the request to the host; the memory it names is the transport's until
	 * uk_fuse_answered(). -ENOSPC: no room until another request is answered. -EIO: the channel
	 * is broken, for good. */
	int (*submit)(struct uk_fuse_transport *transport, struct uk_fuse_request *request);
	/* Fetches what is answered: uk_fuse_answered() for each. */
	void (*poll)(struct uk_fuse_transport *transport);
	/* The next answer, urgent or not, shall interrupt, and poll be called then. 0; or 1: there
	 * is one already, and not everything was armed. */
	int (*arm)(struct uk_fuse_transport *transport);
	/* Interrupts for answers that are not urgent are not needed for now. */
	void (*disarm)(struct uk_fuse_transport *transport);
	/* Whether the host can read and write this memory while the request lasts: it must not go
	 * away before, whatever the program does. */
	int (*reaches)(struct uk_fuse_transport *transport, const void *base, __sz len);
};

struct uk_fuse_transport {
	const struct uk_fuse_transport_ops *ops;
	const char *tag;       /* NUL-terminated; lives as long as the transport */
	unsigned int sleepers; /* the client's: while not 0, poll is wanted at each answer */
	struct uk_fuse_client *client; /* the client's: NULL until the first use */
	struct uk_list_head link;
};

/* A channel was found; it lives for ever. -EEXIST: another has its tag. */
int uk_fuse_transport_register(struct uk_fuse_transport *transport);

/* The channel of a tag, or NULL. */
struct uk_fuse_transport *uk_fuse_transport_find(const char *tag);
/* All channels: NULL begins, NULL ends. */
struct uk_fuse_transport *uk_fuse_transport_next(struct uk_fuse_transport *transport);

/* For transports: `result` bytes of answer came, or -EIO: the channel broke. */
void uk_fuse_answered(struct uk_fuse_request *request, __s32 result);

#ifdef __cplusplus
}
#endif

#endif /* UK_FUSE_TRANSPORT_H */
