# SPDX-License-Identifier: BSD-3-Clause
# What the command line says: application, libraries, folders, tools.
UK_PWD := $(or $(PWD),$(CURDIR))
A ?= $(if $(wildcard $(UK_PWD)/Makefile.uk),$(UK_PWD))

CONFIG_UK_BASE := $(UK_BASE)
APP_DIR  := $(call uk_path,$(A))
APP_BASE := $(APP_DIR)
ifeq ($(UK_STAGE),main)
# make cannot handle blanks in paths: said at once, before anything is made.
uk_blank = $(if $(filter-out 0 1,$(words $($(1)))),$(error $(1)=$($(1)) contains a blank, which make cannot handle: choose a path without one$(if $(filter L P E,$(1)),; a list is separated by colons)))
uk_ := $(foreach v,A O L P E C N,$(call uk_blank,$(v)))
endif

BUILD_DIR := $(if $(O),$(call uk_path,$(O)),$(APP_DIR)/build)
UK_CONFIG := $(if $(C),$(call uk_path,$(C)),$(APP_DIR)/.config)
UK_GEN    := $(BUILD_DIR)/uk
CONFIG_DIR := $(dir $(UK_CONFIG))
UK_NAME_DEFAULT := $(or $(N),$(patsubst app-%,%,$(notdir $(APP_DIR))))
UK_ELIBS  := $(foreach l,$(subst :, ,$(L)),$(call uk_path,$(l)))
UK_EPLATS := $(foreach p,$(subst :, ,$(P)),$(call uk_path,$(p)))
UK_EXCLUDE := $(foreach e,$(subst :, ,$(E)),$(call uk_path,$(e)))
UK_MAKE_JOBSERVER = $(filter --jobserver%,$(MAKEFLAGS))

# Everything from the command line that the generated files depend on.
UK_SETTINGS := $(UK_BASE)|$(APP_DIR)|$(UK_ELIBS)|$(UK_EPLATS)|$(UK_EXCLUDE)|$(UK_CONFIG)|$(N)|$(CROSS_COMPILE)|$(COMPILER)|$(UK_ASFLAGS)|$(UK_CFLAGS)|$(UK_CXXFLAGS)|$(UK_LDFLAGS)

COMPILER ?= gcc
HOSTCC ?= cc
CROSS_COMPILE ?=
LD      := $(CROSS_COMPILE)ld
AR      := $(CROSS_COMPILE)ar
NM      := $(CROSS_COMPILE)nm
STRIP   := $(CROSS_COMPILE)strip
OBJCOPY := $(CROSS_COMPILE)objcopy
OBJDUMP := $(CROSS_COMPILE)objdump
READELF := $(CROSS_COMPILE)readelf
ifeq ($(COMPILER),clang)
CC  := clang
CXX := clang++
else
CC  := $(CROSS_COMPILE)gcc
CXX := $(CROSS_COMPILE)g++
endif
CPP  = $(CC) -E
AS   = $(CC)
GCC  = $(CC)
M4  ?= m4
AWK ?= awk
DTC ?= dtc
SED ?= sed
MKDIR ?= mkdir
TOUCH ?= touch
PATCH ?= patch
TAR ?= tar
GIT ?= git
PYTHON ?= python3
RM := rm -f
MV := mv -f
CP := cp -f
LN := ln -sf
# What downloads and unpacks origins. (UK_FETCH in a Makefile.uk is the list of further fetch targets; given on the
# command line it names the program as well.)
KRAFT_FETCH ?= $(if $(filter command,$(firstword $(origin UK_FETCH))),$(UK_FETCH),$(firstword $(wildcard $(UK_BASE)/../bin/kraft-fetch) kraft-fetch))

# The host helper is compiled at its first use, into the build folder: the source tree may be read-only. The number in its name
# counts its command lines, so that the one of an older tree is not called.
UK_TOOL := $(UK_GEN)/uktool-2
UK_TOOL_SRCS := $(wildcard $(UK_BASE)/build/tools/*.[ch])

# What does this call need: nothing, the list of components, or the whole configuration?
UK_GOALS := $(or $(MAKECMDGOALS),all)
UK_KCONFIG_GOALS := menuconfig nconfig xconfig gconfig config oldconfig olddefconfig syncconfig silentoldconfig \
	defconfig savedefconfig allyesconfig allnoconfig alldefconfig randconfig listnewconfig
UK_PLAIN_GOALS := help properclean distclean print-version
UK_WANTS_KCONFIG := $(filter $(UK_KCONFIG_GOALS),$(UK_GOALS))
UK_WANTS_CONFIG := $(filter-out $(UK_KCONFIG_GOALS) $(UK_PLAIN_GOALS),$(UK_GOALS))
ifneq ($(UK_WANTS_CONFIG)$(UK_WANTS_KCONFIG),)
ifeq ($(APP_DIR),)
$(error which application? Call make with A=DIRECTORY, for example: make -C $(UK_BASE) A=$$PWD)
endif
ifeq ($(wildcard $(APP_DIR)/.),)
$(error A=$(A): there is no such directory)
endif
endif
.DEFAULT_GOAL := all
