/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tail queues, the lists of BSD's kernels, for ports that know these: a head knows the first
 * element and where the last one's link stands, an element knows the next one and the link that
 * refers to it. TYPE is the element's type, HEAD the name of the head's structure, FIELD the
 * element's member.
 */
#ifndef UK_TAILQ_H
#define UK_TAILQ_H

#define UK_TAILQ_HEAD(name, type)            \
	struct name {                        \
		__typeof__(type) *tqh_first; \
		__typeof__(type) **tqh_last; \
	}
#define UK_TAILQ_ENTRY(type)                 \
	struct {                             \
		__typeof__(type) *tqe_next;  \
		__typeof__(type) **tqe_prev; \
	}
#define UK_TAILQ_HEAD_INITIALIZER(head) \
	{                               \
		0, &(head).tqh_first    \
	}
#define UK_TAILQ_INIT(head) ((head)->tqh_first = 0, (head)->tqh_last = &(head)->tqh_first)

#define UK_TAILQ_FIRST(head)      ((head)->tqh_first)
#define UK_TAILQ_EMPTY(head)      (!(head)->tqh_first)
#define UK_TAILQ_NEXT(elm, field) ((elm)->field.tqe_next)
/* A head looks like an element's link. */
#define UK_TAILQ_LAST(head, name)       (*(((struct name *)((head)->tqh_last))->tqh_last))
#define UK_TAILQ_PREV(elm, name, field) (*(((struct name *)((elm)->field.tqe_prev))->tqh_last))

/* Puts elm where *at refers to what follows. */
#define UK_TAILQ_PUT_(head, at, elm, field)                                             \
	do {                                                                            \
		(elm)->field.tqe_prev = (at);                                           \
		(elm)->field.tqe_next = *(elm)->field.tqe_prev;                         \
		if ((elm)->field.tqe_next)                                              \
			(elm)->field.tqe_next->field.tqe_prev = &(elm)->field.tqe_next; \
		else                                                                    \
			(head)->tqh_last = &(elm)->field.tqe_next;                      \
		*(elm)->field.tqe_prev = (elm);                                         \
	} while (0)
#define UK_TAILQ_INSERT_HEAD(head, elm, field) UK_TAILQ_PUT_(head, &(head)->tqh_first, elm, field)
#define UK_TAILQ_INSERT_TAIL(head, elm, field) UK_TAILQ_PUT_(head, (head)->tqh_last, elm, field)
#define UK_TAILQ_INSERT_AFTER(head, listelm, elm, field) \
	UK_TAILQ_PUT_(head, &(listelm)->field.tqe_next, elm, field)
#define UK_TAILQ_INSERT_BEFORE(listelm, elm, field)                 \
	do {                                                        \
		(elm)->field.tqe_prev = (listelm)->field.tqe_prev;  \
		(elm)->field.tqe_next = (listelm);                  \
		*(listelm)->field.tqe_prev = (elm);                 \
		(listelm)->field.tqe_prev = &(elm)->field.tqe_next; \
	} while (0)

#define UK_TAILQ_REMOVE(head, elm, field)                                              \
	do {                                                                           \
		if ((elm)->field.tqe_next)                                             \
			(elm)->field.tqe_next->field.tqe_prev = (elm)->field.tqe_prev; \
		else                                                                   \
			(head)->tqh_last = (elm)->field.tqe_prev;                      \
		*(elm)->field.tqe_prev = (elm)->field.tqe_next;                        \
	} while (0)

#define UK_TAILQ_FOREACH(var, head, field) \
	for ((var) = UK_TAILQ_FIRST(head); (var); (var) = UK_TAILQ_NEXT(var, field))
/* The element may be removed meanwhile. */
#define UK_TAILQ_FOREACH_SAFE(var, head, field, tvar)                                        \
	for ((var) = UK_TAILQ_FIRST(head); (var) && ((tvar) = UK_TAILQ_NEXT(var, field), 1); \
	     (var) = (tvar))

#endif /* UK_TAILQ_H */
