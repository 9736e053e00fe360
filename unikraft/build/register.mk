# SPDX-License-Identifier: BSD-3-Clause
# Registration of libraries and platforms, used by a Makefile.uk as $(eval $(call addlib,libNAME)).
UK_LIBS :=
UK_PLATS :=

define uk_register_lib
$(if $(filter $(1),$(UK_LIBS)),$(error the library $(1) is registered twice: by $($(call uc,$(1))_BASE) and by $(UK_IMPORT_BASE)))
UK_LIBS += $(1)
$(call uc,$(1))_NAME := $(1)
$(call uc,$(1))_BASE := $(UK_IMPORT_BASE)
$(call uc,$(1))_BUILD := $(BUILD_DIR)/$(1)
$(call uc,$(1))_ORIGIN := $(BUILD_DIR)/$(1)/origin
$(call uc,$(1))_EXPORTS := $(wildcard $(UK_IMPORT_BASE)/exportsyms.uk)
$(call uc,$(1))_LOCALS := $(wildcard $(UK_IMPORT_BASE)/localsyms.uk)
$(BUILD_DIR)/$(1)/.prepared: $(BUILD_DIR)/$(1)/.patched
endef

addlib = $(call uk_register_lib,$(strip $(1)))
addlib_s = $(if $(filter y,$(2)),$(call uk_register_lib,$(strip $(1))))
# Objects always keep the tree of their sources here.
addlib_tree = $(addlib)
addlib_tree_s = $(addlib_s)

define uk_register_plat
UK_PLATS += $(1)
$(call uc,$(1))_BASE := $(UK_IMPORT_BASE)
$(call uc,$(1))_BUILD := $(BUILD_DIR)/$(1)
$(call uc,$(1))_LDSCRIPT ?= $(firstword $(wildcard $(UK_IMPORT_BASE)/link.lds.S $(UK_IMPORT_BASE)/link.lds))
endef
define uk_register_platlib
$(call uk_register_lib,$(2))
UK_PLAT_LIBS_$(1) += $(2)
UK_ALL_PLAT_LIBS += $(2)
endef
addplat = $(call uk_register_plat,$(strip $(1)))
addplat_s = $(if $(filter y,$(2)),$(call uk_register_plat,$(strip $(1))))
addplatlib = $(call uk_register_platlib,$(strip $(1)),$(strip $(2)))
addplatlib_s = $(if $(filter y,$(3)),$(call uk_register_platlib,$(strip $(1)),$(strip $(2))))

# Names of variables: of a library, of one of its sources.
# $(call vprefix_lib,LIBRARY,NAME) $(call vprefix_src,LIBRARY,SOURCE,VARIANT,NAME)
vprefix_lib = $(call uc,$(1))_$(2)
vprefix_src = $(call uc,$(1))_$(subst .,_,$(call uc,$(basename $(notdir $(2)))))$(if $(strip $(3)),_$(call uc,$(strip $(3))))_$(4)

# The prefix of a library's boot parameters.
define addlib_paramprefix
$(call uc,$(1))_COMPFLAGS += -DUK_LIBPARAM_PREFIX=$(2)
endef
uk_libparam_libprefix_set = $(addlib_paramprefix)

# Room that a libc wants in front of the thread pointer, and a network stack in each device.
define ukarch_tls_tcb_reserve
UK_TLS_TCB_SIZE := $(1)
COMPFLAGS += -DUKARCH_TLS_TCB_RESERVE=$(1)
endef
define uknetdev_scratch_mem
COMPFLAGS += -DUK_NETDEV_SCRATCH_SIZE=$(1)
endef

# Folders and files below the build directory.
sub_build_dir = $(BUILD_DIR)/$(1)
mk_sub_build_dir = $(shell mkdir -p $(BUILD_DIR)/$(1))
sub_libbuild_dir = $(BUILD_DIR)/$(1)/$(2)
mk_sub_libbuild_dir = $(shell mkdir -p $(BUILD_DIR)/$(1)/$(2))
# $(eval $(call build_clean,FILES)): removed by `make clean`
define build_clean
UK_CLEAN += $(1)
endef

# What objcopy does to a library's object: keep only these symbols global, hide those.
uk_symbol_flags = $(strip $(addprefix --keep-global-symbols=,$(call uk_var,$(1)_EXPORTS)) $(addprefix --localize-symbols=,$(call uk_var,$(1)_LOCALS)) \
	$(call uk_var,$(1)_OBJCFLAGS) $(call uk_var,EACHOLIB_OBJCFLAGS))
