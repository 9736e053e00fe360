/* SPDX-License-Identifier: BSD-3-Clause */
/* Starts musl: what a kernel would put on the stack of a new process (argv, environment, auxiliary
 * vector). */
#include <elf.h>
#include <stddef.h>
#include <string.h>
#include <uk/boot.h>

extern int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
                             void (*)(void), void (*)(void), void (*)(void));
extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));
/* ukrandom; without it malloc derives its secret from addresses only */
extern __attribute__((weak)) int uk_random_fill(void *buf, size_t len);

#define AUX_MAX 16

static size_t fill_aux(Elf64_auxv_t *aux, char **argv, unsigned char *random, int have_random)
{
	const Elf64_Ehdr *eh = &__ehdr_start;
	size_t n = 0;
	const Elf64_auxv_t all[] = {
	        {AT_PHDR, {(size_t)eh + eh->e_phoff}},
	        {AT_PHENT, {eh->e_phentsize}},
	        {AT_PHNUM, {eh->e_phnum}},
	        {AT_PAGESZ, {4096}},
	        {AT_ENTRY, {eh->e_entry}},
	        {AT_CLKTCK, {100}},
	        {AT_UID, {0}},
	        {AT_EUID, {0}},
	        {AT_GID, {0}},
	        {AT_EGID, {0}},
	        {AT_SECURE, {0}},
	        {AT_EXECFN, {(size_t)argv[0]}},
	};

	_Static_assert(sizeof(all) / sizeof(all[0]) + 2 <= AUX_MAX,
	               "room for AT_RANDOM and AT_NULL");
	memcpy(aux, all, sizeof(all));
	n = sizeof(all) / sizeof(all[0]);
	if (have_random) {
		aux[n].a_type = AT_RANDOM;
		aux[n++].a_un.a_val = (size_t)random;
	}
	aux[n].a_type = AT_NULL;
	aux[n++].a_un.a_val = 0;
	return n;
}

/* Never returns: musl ends with exit(main()). The vectors stay on this stack, which lives as long
 * as the program. */
int uk_libc_start(int (*main)(int, char **, char **), int argc, char **argv, char **envp)
{
	size_t envc = 0;
	unsigned char random[16] = {0};
	int have_random;

	while (envp && envp[envc])
		envc++;

	char *block[(size_t)argc + 1 + envc + 1 + AUX_MAX * sizeof(Elf64_auxv_t) / sizeof(char *)];

	memcpy(block, argv, (size_t)argc * sizeof(*block));
	block[argc] = NULL;
	if (envc)
		memcpy(block + argc + 1, envp, envc * sizeof(*block));
	block[(size_t)argc + 1 + envc] = NULL;
	have_random = uk_random_fill && uk_random_fill(random, sizeof(random)) == 0;
	fill_aux((Elf64_auxv_t *)(block + argc + 1 + envc + 1), block, random, have_random);
	return __libc_start_main(main, argc, block, NULL, NULL, NULL);
}
