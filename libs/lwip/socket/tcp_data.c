/* SPDX-License-Identifier: BSD-3-Clause */
/* TCP: data between programs and the stack. */
#include <uk/plat/time.h>
#include "lwip/priv/tcp_priv.h"
#include "inet.h"

void tcp_sock_queue_free(struct tcp_sock *ts)
{
	while (ts->rx_head) {
		struct pbuf *p = ts->rx_head;

		ts->rx_head = p->next;
		p->next = NULL;
		pbuf_free(p);
	}
	ts->rx_tail = NULL;
	ts->rx_bytes = 0;
}

void tcp_sock_consumed(struct tcp_sock *ts, u32_t bytes)
{
	struct tcp_pcb *pcb = ts->pcb;
	u32_t keep, more, wnd;

	if (!pcb || pcb->state == LISTEN)
		return;
	/* SO_RCVBUF became smaller: what was promised is taken back as it is used up. */
	keep = MIN(ts->wnd_withheld, bytes);
	ts->wnd_withheld -= keep;
	wnd = pcb->rcv_wnd + (bytes - keep);
	pcb->rcv_wnd = MIN(wnd, TCP_WND_MAX(pcb));
	more = tcp_update_rcv_ann_wnd(pcb);
	/* An acknowledgement with the new window: when all that came is read and it was more than
	 * a segment; when the peer sees less than half of what it might. */
	if ((ts->ack_owed > pcb->mss && !ts->rx_bytes) ||
	    (more && more >= MIN((u32_t)ts->is.rcvbuf, TCP_WND_MAX(pcb)) / 2)) {
		ts->ack_owed = 0;
		uk_list_del_init(&ts->ack_link);
		tcp_ack_now(pcb);
		tcp_output(pcb);
	}
}

/* Takes (or with peek only looks at) up to `len` bytes from the queue. buf NULL: discards. */
static u32_t queue_take(struct tcp_sock *ts, struct pbuf **at, u32_t *skip, char *buf, u32_t len,
                        int peek)
{
	u32_t done = 0;

	while (done < len && *at) {
		struct pbuf *p = *at;
		u32_t n = MIN((u32_t)p->len - *skip, len - done);

		if (buf)
			memcpy(buf + done, (char *)p->payload + *skip, n);
		done += n;
		*skip += n;
		if (*skip < p->len)
			break;
		*skip = 0;
		*at = p->next;
		if (peek)
			continue;
		ts->rx_head = p->next;
		if (!ts->rx_head)
			ts->rx_tail = NULL;
		p->next = NULL;
		pbuf_free(p);
	}
	return done;
}

static ssize_t receive(struct tcp_sock *ts, struct msghdr *msg, int flags)
{
	struct pbuf *at = ts->rx_head;
	u32_t skip = 0, total = 0;
	int peek = flags & MSG_PEEK;

	for (size_t i = 0; i < (size_t)msg->msg_iovlen && at; i++) {
		size_t len = MIN(msg->msg_iov[i].iov_len, (size_t)0x40000000);
		char *buf = flags & MSG_TRUNC ? NULL : msg->msg_iov[i].iov_base;

		total += queue_take(ts, &at, &skip, buf, (u32_t)len, peek);
	}
	if (peek)
		return total;
	/* What is left of a buffer in the middle of which the program's ends. */
	if (at && skip) {
		at->payload = (char *)at->payload + skip;
		at->len = (u16_t)(at->len - skip);
		at->tot_len = at->len;
	}
	ts->rx_bytes -= total;
	if (!ts->rx_bytes && ts->is.sock)
		tcp_sock_events(ts, 0);
	tcp_sock_consumed(ts, total);
	lwip_stack_leave();
	return total;
}

ssize_t tcp_sock_recvmsg(struct inet_sock *is, struct msghdr *msg, int flags)
{
	struct tcp_sock *ts = tcp_of(is);

	if (flags & (MSG_OOB | MSG_ERRQUEUE))
		return flags & MSG_OOB ? -EINVAL : -EAGAIN;
	msg->msg_namelen = 0;
	msg->msg_controllen = 0;
	if (ts->state == LISTEN)
		return -ENOTCONN;
	if (!ts->rx_bytes && !ts->rx_fin && !is->error)
		lwip_stack_poll();
	if (ts->rx_bytes) {
		if (!uk_iov_length(msg->msg_iov, msg->msg_iovlen))
			return 0;
		return receive(ts, msg, flags);
	}
	if (ts->rx_fin)
		return 0;
	if (is->error) {
		int rc = inet_take_error(is);

		tcp_sock_events(ts, 0);
		return rc;
	}
	if (is->shut_rd)
		return 0;
	if (!ts->connected)
		return ts->connecting && ts->pcb ? -EAGAIN : -ENOTCONN;
	return ts->pcb ? -EAGAIN : 0;
}

/* Whether sending is possible at all. */
static int send_state(struct tcp_sock *ts)
{
	struct inet_sock *is = &ts->is;

	if (is->error) {
		int rc = inet_take_error(is);

		tcp_sock_events(ts, 0);
		return rc;
	}
	if (is->shut_wr || !ts->connected || !ts->pcb)
		return ts->connecting && ts->pcb ? -EAGAIN : -EPIPE;
	return 0;
}

static ssize_t queue_data(struct tcp_sock *ts, const struct msghdr *msg, int more)
{
	ssize_t done = 0;
	u32_t room = tcp_sock_room(ts);

	for (size_t i = 0; i < (size_t)msg->msg_iovlen; i++) {
		const char *data = msg->msg_iov[i].iov_base;
		size_t left = msg->msg_iov[i].iov_len;

		while (left) {
			/* Whole segments per call: 44 of 1460 bytes. */
			u32_t n = (u32_t)MIN(left, (size_t)MIN(room, 64240U));
			int last = n == left && i + 1 == (size_t)msg->msg_iovlen;
			err_t err = ERR_MEM;

			if (!n)
				return done ? done : -EAGAIN;
			while (n &&
			       (err = tcp_segment_write(
			                ts, data, (u16_t)n,
			                last && !more ? TCP_WRITE_FLAG_COPY
			                              : TCP_WRITE_FLAG_COPY |
			                                        TCP_WRITE_FLAG_MORE)) == ERR_MEM) {
				/* Memory is short: a smaller piece may fit. */
				n = n > 2048 ? n / 2 : 0;
				last = 0;
			}
			if (!n && done)
				return done;
			/* What is on its way frees memory when it is acknowledged. */
			if (!n)
				return ts->pcb->unacked || ts->pcb->unsent ? -EAGAIN : -ENOBUFS;
			if (err != ERR_OK)
				return done ? done : inet_errno(err);
			data += n;
			left -= n;
			room -= n;
			done += n;
		}
	}
	return done;
}

ssize_t tcp_sock_sendmsg(struct inet_sock *is, const struct msghdr *msg, int flags)
{
	struct tcp_sock *ts = tcp_of(is);
	int more = (flags & MSG_MORE) || ts->cork;
	ssize_t n;
	int rc;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (!tcp_sock_room(ts))
		lwip_stack_poll();
	rc = send_state(ts);
	if (rc)
		return rc;
	n = queue_data(ts, msg, more);
	/* Corked data goes out when it fills a segment. */
	if (!more ||
	    (ts->pcb->unsent && (ts->pcb->unsent->next || ts->pcb->unsent->len >= ts->pcb->mss)))
		tcp_output(ts->pcb);
	if (tcp_sock_room(ts) < (u32_t)is->sndbuf / 3)
		tcp_sock_events(ts, 0);
	lwip_stack_leave();
	return n;
}
