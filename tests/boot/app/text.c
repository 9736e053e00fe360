/* SPDX-License-Identifier: BSD-3-Clause */
/* A function of a given size, which runs from its first to its last page. */
#include <stdio.h>
#include <uk/config.h>
#include "cases.h"

#define STRING(x) #x
#define KIB(n)    STRING(n) " << 10"

int text_run(void);
__asm__(".text\n"
        "text_run: mov $6, %eax\n jmp 1f\n"
        ".skip " KIB(CONFIG_APPBOOT_TEXT_KIB) ", 0x90\n"
                                              "1: inc %eax\n ret\n");

int text_check(void)
{
	printf("text %d\n", text_run());
	return 0;
}
