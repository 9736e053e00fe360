/* SPDX-License-Identifier: BSD-3-Clause */
/* Circular doubly linked list: the head is an element; an object embeds its element. */
#ifndef UK_LIST_H
#define UK_LIST_H

#include <uk/essentials.h>
#include <uk/tailq.h>

struct uk_list_head {
	struct uk_list_head *next, *prev;
};

#define UK_LIST_HEAD_INIT(name)  \
	{                        \
		&(name), &(name) \
	}
#define UK_LIST_HEAD(name) struct uk_list_head name = UK_LIST_HEAD_INIT(name)

static inline void UK_INIT_LIST_HEAD(struct uk_list_head *head)
{
	head->next = head;
	head->prev = head;
}

static inline int uk_list_empty(const struct uk_list_head *head)
{
	return head->next == head;
}

static inline void uk_list_insert_between(struct uk_list_head *e, struct uk_list_head *prev,
                                          struct uk_list_head *next)
{
	e->prev = prev;
	e->next = next;
	prev->next = e;
	next->prev = e;
}

/* Insert right after the head (a stack's order). */
static inline void uk_list_add(struct uk_list_head *e, struct uk_list_head *head)
{
	uk_list_insert_between(e, head, head->next);
}

/* Insert right before the head (a queue's order). */
static inline void uk_list_add_tail(struct uk_list_head *e, struct uk_list_head *head)
{
	uk_list_insert_between(e, head->prev, head);
}

/* Remove; the element may be removed again or tested with uk_list_empty() afterwards. */
static inline void uk_list_del_init(struct uk_list_head *e)
{
	e->next->prev = e->prev;
	e->prev->next = e->next;
	UK_INIT_LIST_HEAD(e);
}

static inline void uk_list_del(struct uk_list_head *e)
{
	uk_list_del_init(e);
}

#define uk_list_entry(ptr, type, member)       __containerof(ptr, type, member)
#define uk_list_first_entry(ptr, type, member) uk_list_entry((ptr)->next, type, member)
#define uk_list_last_entry(ptr, type, member)  uk_list_entry((ptr)->prev, type, member)
#define uk_list_first_entry_or_null(ptr, type, member) \
	(uk_list_empty(ptr) ? NULL : uk_list_first_entry(ptr, type, member))

#define uk_list_for_each(p, head) for ((p) = (head)->next; (p) != (head); (p) = (p)->next)
#define uk_list_for_each_safe(p, n, head) \
	for ((p) = (head)->next, (n) = (p)->next; (p) != (head); (p) = (n), (n) = (p)->next)
#define uk_list_for_each_entry(p, head, member)                                                 \
	for ((p) = uk_list_first_entry(head, __typeof__(*(p)), member); &(p)->member != (head); \
	     (p) = uk_list_entry((p)->member.next, __typeof__(*(p)), member))
#define uk_list_for_each_entry_safe(p, n, head, member)                      \
	for ((p) = uk_list_first_entry(head, __typeof__(*(p)), member),      \
	    (n) = uk_list_entry((p)->member.next, __typeof__(*(p)), member); \
	     &(p)->member != (head);                                         \
	     (p) = (n), (n) = uk_list_entry((n)->member.next, __typeof__(*(n)), member))

#endif /* UK_LIST_H */
