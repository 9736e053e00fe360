# SPDX-License-Identifier: BSD-3-Clause
# The list of components and the Kconfig front ends. Kconfig here is that of Linux 4.11: it has no $(shell …),
# so the lists of `source` lines are written by us, into $(O)/uk/kconfig/.
ifneq ($(UK_WANTS_CONFIG)$(UK_WANTS_KCONFIG),)
UK_CORE_FOUND := $(sort $(dir $(wildcard $(addprefix $(UK_BASE)/,arch/*/Makefile.uk plat/*/Makefile.uk \
	drivers/*/Makefile.uk drivers/*/*/Makefile.uk lib/*/Makefile.uk lib/*/*/Makefile.uk))))
UK_ARCHS_CORE   := $(filter $(UK_BASE)/arch/%,$(UK_CORE_FOUND))
UK_PLATS_CORE   := $(filter $(UK_BASE)/plat/%,$(UK_CORE_FOUND))
UK_LIBS_CORE    := $(filter $(UK_BASE)/lib/%,$(UK_CORE_FOUND))
UK_DRIVERS_CORE := $(filter $(UK_BASE)/drivers/%,$(UK_CORE_FOUND))

uk_missing := $(strip $(foreach d,$(UK_ELIBS) $(UK_EPLATS),$(if $(wildcard $(d)/Makefile.uk),,$(d))))
ifneq ($(uk_missing),)
$(error L= or P= names what is no library: $(firstword $(uk_missing)) holds no Makefile.uk)
endif
UK_COMPONENTS := $(filter-out $(addsuffix /,$(UK_EXCLUDE)),$(UK_ARCHS_CORE) $(UK_PLATS_CORE) $(addsuffix /,$(UK_EPLATS)) \
	$(UK_DRIVERS_CORE) $(UK_LIBS_CORE) $(addsuffix /,$(UK_ELIBS))) $(if $(wildcard $(APP_DIR)/Makefile.uk),$(APP_DIR)/)
UK_MAKEFILES_UK := $(addsuffix Makefile.uk,$(UK_COMPONENTS))
UK_CONFIGS_UK := $(wildcard $(UK_BASE)/Config.uk $(addsuffix Config.uk,$(UK_COMPONENTS) $(if $(wildcard $(APP_DIR)/Makefile.uk),,$(APP_DIR)/)))
endif

UK_KCONFIG_DIR := $(UK_GEN)/kconfig
uk_source_lines = $(foreach c,$(wildcard $(addsuffix Config.uk,$(1))),source "$(c)"$(uk_newline))
# In the menus of platforms, drivers, libraries of the core and others, one source line per component.
define uk_write_sources
$(shell mkdir -p $(UK_KCONFIG_DIR))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/archs.uk,$(call uk_source_lines,$(filter $(UK_ARCHS_CORE),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/plats.uk,$(call uk_source_lines,$(filter $(UK_PLATS_CORE) $(addsuffix /,$(UK_EPLATS)),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/drivers.uk,$(call uk_source_lines,$(filter $(UK_DRIVERS_CORE),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/libs.uk,$(call uk_source_lines,$(filter $(UK_LIBS_CORE),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/elibs.uk,$(call uk_source_lines,$(filter $(addsuffix /,$(UK_ELIBS)),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/app.uk,$(call uk_source_lines,$(APP_DIR)/))
endef

UK_KCONFIG_ENV = KCONFIG_CONFIG=$(UK_CONFIG) UK_KCONFIG_DIR=$(UK_KCONFIG_DIR) UK_NAME_DEFAULT=$(UK_NAME_DEFAULT) \
	UK_FULLVERSION=$(UK_FULLVERSION) UK_BASE=$(UK_BASE) UK_APP=$(APP_DIR) UK_EXTERNAL_PLATS=$(if $(UK_EPLATS),y,n) srctree=$(UK_BASE)
kconfig_conf = $(UK_KCONFIG_ENV) kconfig-conf $(1) $(UK_BASE)/Config.uk
UK_DEFCONFIG ?= $(wildcard $(APP_DIR)/defconfig)
uk_defconfig := $(call uk_path,$(UK_DEFCONFIG))

ifneq ($(UK_WANTS_KCONFIG),)
uk_ := $(uk_write_sources)
ifeq ($(shell command -v kconfig-conf),)
$(error kconfig-conf is missing: install the package kconfig-frontends-nox (apt-get install kconfig-frontends-nox))
endif
menuconfig:
	@$(UK_KCONFIG_ENV) kconfig-mconf $(UK_BASE)/Config.uk
nconfig:
	@$(UK_KCONFIG_ENV) kconfig-nconf $(UK_BASE)/Config.uk
config:
	@$(call kconfig_conf,--oldaskconfig)
oldconfig:
	@$(call kconfig_conf,--oldconfig)
olddefconfig syncconfig silentoldconfig:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,--olddefconfig)
listnewconfig:
	@$(call kconfig_conf,--listnewconfig)
allyesconfig allnoconfig alldefconfig randconfig:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,--$@)
defconfig:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,$(if $(UK_DEFCONFIG),--defconfig=$(UK_DEFCONFIG),--alldefconfig))
savedefconfig:
	@$(call kconfig_conf,--savedefconfig=$(or $(UK_DEFCONFIG),$(APP_DIR)/defconfig))
.PHONY: $(UK_KCONFIG_GOALS)
endif
