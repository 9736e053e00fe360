/* SPDX-License-Identifier: BSD-3-Clause */
/* Heap sort: in place, no recursion, n log n in the worst case. Binary search. */
#include <stdlib.h>

typedef int (*compare_fn)(const void *, const void *);

static void swap(char *a, char *b, size_t size)
{
	while (size--) {
		char c = *a;

		*a++ = *b;
		*b++ = c;
	}
}

/* Lets the element at `root` sink until no child is greater. */
static void sink(char *base, size_t root, size_t n, size_t size, compare_fn compare)
{
	size_t child;

	while ((child = 2 * root + 1) < n) {
		if (child + 1 < n && compare(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (compare(base + root * size, base + child * size) >= 0)
			return;
		swap(base + root * size, base + child * size, size);
		root = child;
	}
}

void qsort(void *base, size_t n, size_t size, compare_fn compare)
{
	for (size_t i = n / 2; i-- > 0;)
		sink(base, i, n, size, compare);
	while (n > 1) {
		swap(base, (char *)base + --n * size, size);
		sink(base, 0, n, size, compare);
	}
}

void *bsearch(const void *key, const void *base, size_t n, size_t size, compare_fn compare)
{
	const char *low = base;

	while (n) {
		const char *middle = low + n / 2 * size;
		int order = compare(key, middle);

		if (!order)
			return (void *)middle;
		if (order > 0) {
			low = middle + size;
			n--;
		}
		n /= 2;
	}
	return NULL;
}
