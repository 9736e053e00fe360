/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Readers-writer lock for kernel and program context. A waiting writer holds back new readers, so
 * that it is not starved; a reader must therefore not lock twice.
 */
#ifndef UK_RWLOCK_H
#define UK_RWLOCK_H

#include <uk/essentials.h>
#include <uk/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

struct uk_rwlock {
	unsigned int readers;
	unsigned int writers_waiting;
	struct uk_thread *writer;
	struct uk_waitq read_wait;
	struct uk_waitq write_wait;
};

void uk_rwlock_init(struct uk_rwlock *rwl);
void uk_rwlock_rlock(struct uk_rwlock *rwl);
void uk_rwlock_wlock(struct uk_rwlock *rwl);
void uk_rwlock_runlock(struct uk_rwlock *rwl);
void uk_rwlock_wunlock(struct uk_rwlock *rwl);

/* The writer stays in as a reader, with no other writer in between. */
void uk_rwlock_downgrade(struct uk_rwlock *rwl);

#ifdef __cplusplus
}
#endif

#endif /* UK_RWLOCK_H */
