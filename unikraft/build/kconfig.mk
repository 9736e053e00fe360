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

# What P= brings is an architecture when its Config.uk has a symbol ARCH_NAME for the folder's name, else a platform.
uk_arch_name = $(patsubst arch-%,%,$(notdir $(1)))
UK_EARCHS := $(if $(UK_EPLATS),$(foreach d,$(UK_EPLATS),$(if $(wildcard $(d)/Config.uk),$(if $(findstring config ARCH_$(call uc,$(call uk_arch_name,$(d)))$(uk_newline),$(file <$(d)/Config.uk)),$(d)))))

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
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/archs.uk,$(call uk_source_lines,$(filter $(UK_ARCHS_CORE),$(UK_COMPONENTS)))$(foreach d,$(UK_EARCHS),config UK_ARCH$(uk_newline)$(uk_tab)default "$(call uk_arch_name,$(d))" if ARCH_$(call uc,$(call uk_arch_name,$(d)))$(uk_newline)source "$(d)/Config.uk"$(uk_newline)))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/earchs.uk,$(foreach d,$(UK_EARCHS),config ARCH_$(call uc,$(call uk_arch_name,$(d)))$(uk_newline)$(uk_tab)bool "$(call uk_arch_name,$(d))"$(uk_newline)))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/plats.uk,$(call uk_source_lines,$(filter $(UK_PLATS_CORE) $(addsuffix /,$(filter-out $(UK_EARCHS),$(UK_EPLATS))),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/drivers.uk,$(call uk_source_lines,$(filter $(UK_DRIVERS_CORE),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/libs.uk,$(call uk_source_lines,$(filter $(UK_LIBS_CORE),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/elibs.uk,$(call uk_source_lines,$(filter $(addsuffix /,$(UK_ELIBS)),$(UK_COMPONENTS))))
$(call uk_write_if_changed,$(UK_KCONFIG_DIR)/app.uk,$(call uk_source_lines,$(APP_DIR)/))
endef

UK_KCONFIG_ENV = KCONFIG_CONFIG=$(UK_CONFIG) UK_KCONFIG_DIR=$(UK_KCONFIG_DIR) UK_NAME_DEFAULT=$(UK_NAME_DEFAULT) \
	UK_FULLVERSION=$(UK_FULLVERSION) UK_BASE=$(UK_BASE) UK_APP=$(APP_DIR) UK_EXTERNAL_PLATS=$(if $(filter-out $(UK_EARCHS),$(UK_EPLATS)),y,n) srctree=$(UK_BASE)
kconfig_conf = $(UK_KCONFIG_ENV) kconfig-conf $(1) $(UK_BASE)/Config.uk
# A defconfig of the user's must exist when it is read; savedefconfig writes it.
UK_DEFCONFIG ?= $(wildcard $(APP_DIR)/defconfig)
uk_defconfig := $(call uk_path,$(UK_DEFCONFIG))
ifeq ($(filter savedefconfig,$(UK_GOALS)),)
ifneq ($(uk_defconfig),$(wildcard $(uk_defconfig)))
$(error UK_DEFCONFIG=$(UK_DEFCONFIG): there is no such file)
endif
endif

ifneq ($(UK_WANTS_KCONFIG),)
uk_ := $(uk_write_sources)
ifeq ($(shell command -v kconfig-conf),)
$(error kconfig-conf is missing: install the package kconfig-frontends-nox (apt-get install kconfig-frontends-nox))
endif
uk_frontend_menuconfig := kconfig-mconf
uk_frontend_nconfig := kconfig-nconf
uk_frontend_gconfig := kconfig-gconf
uk_frontend_xconfig := kconfig-qconf
menuconfig nconfig gconfig xconfig:
	@command -v $(uk_frontend_$@) >/dev/null || { echo "error: $@ needs the program $(uk_frontend_$@), which is not installed: 'make menuconfig' and 'make nconfig' come with the package kconfig-frontends-nox" >&2; exit 1; }
	@case $@ in menuconfig|nconfig) test -t 0 && test -t 1 || { echo "error: $@ needs a terminal; without one, edit $(UK_CONFIG) and call 'make olddefconfig'" >&2; exit 1; } ;; esac
	@mkdir -p $(CONFIG_DIR) && $(UK_KCONFIG_ENV) $(uk_frontend_$@) $(UK_BASE)/Config.uk
config:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,--oldaskconfig)
oldconfig:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,--oldconfig)
olddefconfig syncconfig silentoldconfig:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,--olddefconfig)
listnewconfig:
	@$(call kconfig_conf,--listnewconfig)
allyesconfig allnoconfig alldefconfig randconfig:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,--$@)
defconfig:
	@mkdir -p $(CONFIG_DIR) && $(call kconfig_conf,$(if $(uk_defconfig),--defconfig=$(uk_defconfig),--alldefconfig))
savedefconfig:
	@$(call kconfig_conf,--savedefconfig=$(or $(uk_defconfig),$(APP_DIR)/defconfig))
.PHONY: $(UK_KCONFIG_GOALS)
endif
