/* SPDX-License-Identifier: BSD-3-Clause */
/* The client inside: requests and their messages, sessions, fids. */
#ifndef UK9P_INTERNAL_H
#define UK9P_INTERNAL_H

#include <errno.h>
#include <string.h>
#include <uk/9p.h>
#include <uk/9p_transport.h>
#include <uk/essentials.h>

enum p9_type {
	P9_RLERROR = 7,
	P9_TSTATFS = 8,
	P9_TLOPEN = 12,
	P9_TLCREATE = 14,
	P9_TSYMLINK = 16,
	P9_TMKNOD = 18,
	P9_TREADLINK = 22,
	P9_TGETATTR = 24,
	P9_TSETATTR = 26,
	P9_TREADDIR = 40,
	P9_TFSYNC = 50,
	P9_TLINK = 70,
	P9_TMKDIR = 72,
	P9_TRENAMEAT = 74,
	P9_TUNLINKAT = 76,
	P9_TVERSION = 100,
	P9_TATTACH = 104,
	P9_TWALK = 110,
	P9_TREAD = 116,
	P9_TWRITE = 118,
	P9_TCLUNK = 120,
};

#define P9_NOTAG      0xffff
#define P9_NOFID      0xffffffffu
#define P9_HEADER     7  /* size[4] type[1] tag[2] */
#define P9_IO_HEADER  24 /* of the largest message with data */
#define P9_RREAD      11 /* header and count; an Rlerror is as long */
#define P9_MSIZE      (512 * 1024 + P9_IO_HEADER)
#define P9_MSIZE_MIN  4096
#define P9_SEND_MAX   4608 /* Tsymlink with the longest name and target */
#define P9_BUFFER     65536
#define P9_BUFFER_LOW 16384 /* when memory is short */
#define P9_ANSWER_MAX 256   /* of everything but data, names of entries and targets */
#define P9_TAGS       256
#define P9_ERROR_MAX  133 /* the last of Linux's error numbers */
#define P9_FIDS_KEPT  64
#define P9_KEPT       4     /* request buffers */
#define P9_PATIENCE   20000 /* ns of looking for an answer before sleeping */
#define P9_DIRECT_MIN 4096  /* bytes; shorter pieces of memory are copied */

struct uk_9p_client {
	struct uk_9p_transport *transport;
	__u32 msize;
	__u8 starting; /* the version is being agreed on */
	int error;     /* of that; 0 with msize 0: not tried */
	struct uk_waitq start_waitq;
	__u64 tags[P9_TAGS / 64];   /* in use */
	__u64 answered;             /* requests so far */
	struct uk_waitq room_waitq; /* for a tag, or for room in the channel */
	struct uk_list_head kept;   /* requests for the next users */
	unsigned int kept_count;
	struct uk_list_head unsent; /* clunks that found no room */
	__u32 next_fid;
	struct uk_list_head free_fids;
	unsigned int free_fid_count;
};

struct uk_9p_fid {
	__u32 number;
	__u32 refs;
	__u32 io_unit; /* 0: as much as a message holds */
	struct uk_9p_client *client;
	struct uk_list_head link;
	/* What says good-bye, so that nothing can be short when it is needed. */
	struct uk_9p_request clunk;
	__u8 clunk_send[P9_HEADER + 4];
	__u8 clunk_receive[16];
};

/* --- messages: little-endian, built and taken apart byte by byte ---------------------------- */

/* A message being built. What does not fit is noticed when it is sent. */
struct p9_message {
	struct uk_9p_request *request;
	__u8 *buffer;
	__u32 at, size;
	__u8 type, overflow;
};

/* An answer being read. What is not there reads as zero and sets `bad`. */
struct p9_answer {
	const __u8 *buffer;
	__u32 at, len; /* len: what lies in the buffer … */
	__u32 size;    /* … of this whole */
	__u8 bad;
};

void p9_put(struct p9_message *m, __u64 value, unsigned int bytes);
void p9_put_bytes(struct p9_message *m, const void *bytes, __sz len);
void p9_put_string(struct p9_message *m, const char *text, __sz len);
void p9_put_fid(struct p9_message *m, const struct uk_9p_fid *fid);

__u64 p9_get(struct p9_answer *a, unsigned int bytes);
const char *p9_get_string(struct p9_answer *a, __u16 *len);
void p9_get_qid(struct p9_answer *a, struct uk_9p_qid *qid);

/* --- requests ------------------------------------------------------------------------------- */

/* Begins a message; waits for a tag. p9_end() in every case that this returned 0. */
int p9_begin(struct uk_9p_client *client, enum p9_type type, struct p9_message *m);
/* Sends it and waits. 0: *answer stands behind the header; else the host's error or -EIO. */
int p9_call(struct p9_message *m, struct p9_answer *answer);
void p9_end(struct p9_message *m);

/* For messages whose answer has no contents. */
int p9_simple(struct p9_message *m);
/* The end of a call: the error of the call, or -EIO when its answer was too short. */
static inline int p9_result(int rc, const struct p9_answer *answer)
{
	return rc ? rc : answer->bad ? -EIO : 0;
}

/* Sends a request that nobody waits for, now or when there is room; request->forgotten is called
 * with the answer. */
void p9_send_forgotten(struct uk_9p_client *client, struct uk_9p_request *request);

/* --- fids ----------------------------------------------------------------------------------- */

/* A number that the host does not know yet. */
int p9_fid_new(struct uk_9p_client *client, struct uk_9p_fid **fid);
/* The host refused to make it (an honest error), so that there is nothing to clunk. */
void p9_fid_drop(struct uk_9p_fid *fid);
/* What becomes of a new fid after the call that should have made it. */
int p9_fid_made(struct uk_9p_fid *fid, int rc, struct uk_9p_fid **out);

#endif /* UK9P_INTERNAL_H */
