/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's view of the compiler, the heap and the random numbers. */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <stddef.h>

#ifndef BYTE_ORDER
#define BYTE_ORDER LITTLE_ENDIAN
#endif

#define LWIP_NO_CTYPE_H 1

void *lwip_heap_malloc(size_t size);
void *lwip_heap_calloc(size_t count, size_t size);
void lwip_heap_free(void *block);

unsigned int lwip_random(void);
#define LWIP_RAND() lwip_random()

void lwip_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void lwip_assertion_failed(const char *message, const char *file, int line)
        __attribute__((noreturn));
#define LWIP_PLATFORM_DIAG(x)      lwip_print x
#define LWIP_PLATFORM_ASSERT(text) lwip_assertion_failed(text, __FILE__, __LINE__)

/* Byte swapping is one instruction. */
#define lwip_htons(x)                         __builtin_bswap16(x)
#define lwip_htonl(x)                         __builtin_bswap32(x)
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS 1

#endif /* LWIP_ARCH_CC_H */
