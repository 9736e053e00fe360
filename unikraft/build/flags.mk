# SPDX-License-Identifier: BSD-3-Clause
# The flags that every compilation starts with; libraries add theirs (build/plan.mk says in which order).
# An architecture adds to ARCHFLAGS in its Makefile.uk.
COMPFLAGS := -nostdinc -nostdlib -U__linux__ -D__Unikraft__ -DUK_FULLVERSION=$(UK_FULLVERSION) $(if $(CONFIG_ASLR),-fpie,-fno-pic -fno-pie)
COMPFLAGS += $(if $(CONFIG_OPTIMIZE_SIZE),-Os,$(if $(CONFIG_OPTIMIZE_NONE),-O0,-O2))
COMPFLAGS += $(if $(CONFIG_OPTIMIZE_NOOMITFP),-fno-omit-frame-pointer,-fomit-frame-pointer)
COMPFLAGS += -ffunction-sections -fdata-sections -fno-common -fno-asynchronous-unwind-tables -fno-unwind-tables
# No path of this machine gets into an image. The last map that fits is taken, so the build folder comes last.
COMPFLAGS += -ffile-prefix-map=$(CURDIR)=/ -ffile-prefix-map=$(APP_DIR)=/app $(foreach l,$(UK_ELIBS),-ffile-prefix-map=$(l)=/libs/$(notdir $(l))) \
	-ffile-prefix-map=$(UK_BASE)=/unikraft -ffile-prefix-map=$(BUILD_DIR)=/build
COMPFLAGS += $(if $(CONFIG_STACKPROTECTOR),-fstack-protector-strong -mstack-protector-guard=global,-fno-stack-protector)
CFLAGS := -std=gnu17
CXXFLAGS := -fno-rtti -fno-exceptions
ASFLAGS := -D__ASSEMBLY__ -Wa,--noexecstack $(if $(UK_CC_IS_CLANG),-Wno-unused-command-line-argument)
# The core's own headers, then the generated ones; the compiler's (vector types, atomics) come last.
CINCLUDES := -I$(UK_GEN)/include -I$(UK_BASE)/include
CXXINCLUDES := $(CINCLUDES)
ASINCLUDES := $(CINCLUDES)
UK_LATE_INCLUDES := -idirafter $(UK_CC_INCLUDE)
DBGFLAGS := $(if $(CONFIG_DEBUG_SYMBOLS_LVL0),-g0,$(if $(CONFIG_DEBUG_SYMBOLS_LVL3),-g3,-g1))
ARCHFLAGS :=
LDFLAGS := -nostdlib -static $(if $(UK_CC_IS_CLANG),,-no-pie) -Wl,-z,noexecstack -Wl,--build-id=none -Wl,-z,max-page-size=4096 -Wl,-z,norelro
IMAGE_LDFLAGS := $(if $(CONFIG_OPTIMIZE_DEADELIM),-Wl$(uk_comma)--gc-sections)
# For the core's own code only: it keeps off the FPU (interrupt code shares it) and has every warning on.
CORE_CFLAGS := -Wall -Wextra $(if $(CONFIG_WERROR),-Werror)
ISR_FLAGS := -mgeneral-regs-only
CFLAGS += $(UK_CFLAGS)
CXXFLAGS += $(UK_CXXFLAGS)
ASFLAGS += $(UK_ASFLAGS)
LDFLAGS += $(UK_LDFLAGS)
