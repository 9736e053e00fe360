# SPDX-License-Identifier: BSD-3-Clause
# Brings the generated configuration up to date while make reads its files, so that all that follows sees it.
ifeq ($(UK_STAGE),main)
-include $(UK_GEN)/known.mk
define uk_make_tool
$(shell mkdir -p $(UK_GEN)/include/uk && $(HOSTCC) -O1 -o $(UK_TOOL).new $(filter %.c,$(UK_TOOL_SRCS)) && mv -f $(UK_TOOL).new $(UK_TOOL))
$(if $(filter 0,$(.SHELLSTATUS)),,$(error the host compiler '$(HOSTCC)' could not build $(UK_TOOL)))
endef
ifeq ($(wildcard $(UK_TOOL)),)
uk_ := $(uk_make_tool)
endif
uk_sub_make = MAKEFLAGS= MFLAGS= MAKELEVEL=0 MAKE_RESTARTS= $(MAKE) --no-print-directory -f $(UK_BASE)/Makefile UK_STAGE=$(1) A=$(APP_DIR) \
	O=$(BUILD_DIR) C=$(UK_CONFIG) L='$(subst $(uk_space),:,$(strip $(UK_ELIBS)))' P='$(subst $(uk_space),:,$(strip $(UK_EPLATS)))' \
	E='$(subst $(uk_space),:,$(strip $(UK_EXCLUDE)))' N='$(N)' CROSS_COMPILE='$(CROSS_COMPILE)' COMPILER='$(COMPILER)' \
	UK_ASFLAGS='$(UK_ASFLAGS)' UK_CFLAGS='$(UK_CFLAGS)' UK_CXXFLAGS='$(UK_CXXFLAGS)' UK_LDFLAGS='$(UK_LDFLAGS)' V=$(V)
uk_state_cmd = $(UK_TOOL) state $(UK_GEN)/configured $(UK_GEN)/objects $(UK_GEN)/auto.conf

ifneq ($(call uk_same,$(UK_SETTINGS) $(UK_COMPONENTS),$(UK_KNOWN)),y)
UK_STATE := configure
else
UK_STATE := $(shell $(uk_state_cmd))
endif
ifneq ($(UK_STATS),)
ifeq ($(MAKE_RESTARTS)$(UK_NEXT),)
uk_ := $(shell rm -f $(UK_GEN)/stats.log)$(call uk_moment,start)
endif
endif
ifeq ($(UK_STATE),configure)
ifneq ($(shell find $(UK_TOOL_SRCS) -newer $(UK_TOOL)),)
uk_ := $(uk_make_tool)
endif
uk_ := $(shell mkdir -p $(UK_GEN)/include/uk; rm -f $(UK_GEN)/configured)$(uk_write_sources)
uk_ := $(shell set -e; exec 3>&1 1>&2; \
	if ! command -v kconfig-conf >/dev/null; then \
		echo "error: kconfig-conf is missing: install the package kconfig-frontends-nox"; exit 1; fi; \
	if [ ! -e $(UK_CONFIG) ]; then mkdir -p $(CONFIG_DIR); \
		echo "  no $(UK_CONFIG): starting from $(or $(uk_defconfig),the defaults)"; \
		$(call kconfig_conf,$(if $(uk_defconfig),--defconfig=$(uk_defconfig),--alldefconfig)) >$(UK_GEN)/kconfig.log || { cat $(UK_GEN)/kconfig.log; exit 1; }; fi; \
	cp $(UK_CONFIG) $(UK_GEN)/dotconfig; \
	$(subst KCONFIG_CONFIG=$(UK_CONFIG),KCONFIG_CONFIG=$(UK_GEN)/dotconfig,$(call kconfig_conf,--olddefconfig)) >$(UK_GEN)/kconfig.log || { cat $(UK_GEN)/kconfig.log; exit 1; }; \
	cmp -s $(UK_GEN)/dotconfig $(UK_CONFIG) || cp $(UK_GEN)/dotconfig $(UK_CONFIG); \
	cmp -s $(UK_GEN)/dotconfig $(UK_GEN)/auto.conf || cp $(UK_GEN)/dotconfig $(UK_GEN)/auto.conf; \
	$(UK_TOOL) config-header $(UK_GEN)/auto.conf $(UK_GEN)/include/uk/config.h; \
	cc=$$(command -v $(CC)) || { echo "error: the compiler '$(CC)' is not installed"; exit 1; }; \
	{ echo "UK_CC_VERSION := $$($(CC) -dumpfullversion 2>/dev/null || $(CC) -dumpversion)"; \
	  echo "UK_CC_IS_CLANG := $$($(CC) --version | grep -q clang && echo y)"; \
	  echo "UK_CC_INCLUDE := $$(readlink -f $$($(CC) -print-file-name=include))"; \
	  echo "UK_LIBGCC := $$($(CC) --print-libgcc-file-name)"; \
	  echo "UK_CC_PATH := $$cc"; } >$(UK_GEN)/toolchain.mk)
ifneq ($(.SHELLSTATUS),0)
$(error the configuration could not be brought up to date)
endif
uk_ := $(call uk_moment,configured)
uk_ := $(shell $(call uk_sub_make,survey) uk-survey 1>&2)
ifneq ($(.SHELLSTATUS),0)
$(error the libraries could not be read)
endif
include $(UK_GEN)/toolchain.mk
uk_ := $(file >$(UK_GEN)/inputs,$(subst $(uk_space),$(uk_newline),$(strip $(UK_CONFIG) $(UK_CONFIGS_UK) $(UK_MAKEFILES_UK) \
	$(wildcard $(UK_BASE)/Makefile $(UK_BASE)/build/*.mk) $(UK_TOOL_SRCS) $(UK_CC_PATH) $(UK_GEN)/auto.conf $(UK_GEN)/active.mk)))
uk_ := $(file >$(UK_GEN)/known.mk,UK_KNOWN := $(UK_SETTINGS) $(UK_COMPONENTS))$(shell $(UK_TOOL) stamp $(UK_GEN)/configured $(UK_GEN)/inputs)
UK_STATE := $(shell $(uk_state_cmd))
ifeq ($(UK_STATE),configure)
$(error the configuration does not settle: is a file in the tree dated in the future?)
endif
uk_ := $(call uk_moment,surveyed)
endif
endif

include $(UK_GEN)/toolchain.mk
include $(UK_GEN)/auto.conf
CONFIG_UK_APP := $(APP_DIR)
UK_IMAGE_NAME := $(or $(N),$(call qstrip,$(CONFIG_UK_NAME)))
UK_ARCH := $(call qstrip,$(CONFIG_UK_ARCH))
UK_FAMILY := $(if $(filter x86_64,$(UK_ARCH)),x86,$(UK_ARCH))

# Compiler gates: for ifeq ($(call have_gcc),y) and the like.
have_gcc = $(if $(UK_CC_IS_CLANG),,y)
have_clang = $(UK_CC_IS_CLANG)
uk_cc_major := $(firstword $(subst ., ,$(UK_CC_VERSION)) 0)
uk_cc_minor := $(or $(word 2,$(subst ., ,$(UK_CC_VERSION))),0)
# y when version $(1).$(2) is not above the compiler's: sorted, the lesser of two zero-padded numbers comes first.
uk_num = $(if $(filter 0 1 2 3 4 5 6 7 8 9,$(1)),0$(1),$(1))
uk_version_ge = $(if $(call uk_same,$(firstword $(sort $(call uk_num,$(1)).$(call uk_num,$(or $(2),0)) $(call uk_num,$(uk_cc_major)).$(call uk_num,$(uk_cc_minor)))),$(call uk_num,$(1)).$(call uk_num,$(or $(2),0))),y)
gcc_version_ge = $(if $(call have_gcc),$(call uk_version_ge,$(1),$(2)))
clang_version_ge = $(if $(call have_clang),$(call uk_version_ge,$(1),$(2)))
gcc_version_lt = $(if $(call have_gcc),$(if $(call uk_version_ge,$(1),$(2)),,y))
clang_version_lt = $(if $(call have_clang),$(if $(call uk_version_ge,$(1),$(2)),,y))
error_if_gcc_version_lt = $(if $(call gcc_version_lt,$(1),$(2)),$(error this needs gcc $(1).$(or $(2),0) or later, here is $(UK_CC_VERSION)))
error_if_clang_version_lt = $(if $(call clang_version_lt,$(1),$(2)),$(error this needs clang $(1).$(or $(2),0) or later, here is $(UK_CC_VERSION)))
