# SPDX-License-Identifier: BSD-3-Clause
# Prepares origins, makes the plan, and compiles by it.
UK_BUILDS := $(filter-out fetch prepare clean clean-% print-libs print-srcs print-vars print-loc print-syscalls print-components print-variables,$(UK_GOALS))
uk_fetch := $(UK_FETCH_TARGETS) $(if $(filter file,$(origin UK_FETCH)),$(UK_FETCH)) $(UK_FETCH-y)
uk_stamps := $(foreach l,$(UK_LIBS),$(BUILD_DIR)/$(l)/.prepared)
uk_prepare := $(uk_fetch) $(uk_stamps) $(call uk_var,UK_PREPARE)
uk_preprocess_targets := $(call uk_var,UK_PREPROCESS)

# A port's own rules may name any file of its archive, which make must not look for before it is unpacked. So what
# follows the first unpacking is done by a make of its own.
uk_first := $(filter-out $(wildcard $(uk_fetch)),$(uk_fetch))
uk_next_make = +$(Q)MAKE_RESTARTS= UK_NEXT=y $(MAKE) --no-print-directory UK_STATS='$(UK_STATS)'

fetch: $(uk_fetch)
ifneq ($(uk_first),)
prepare: fetch
	$(uk_next_make) prepare
else
prepare: fetch $(uk_prepare)
endif
preprocess: prepare $(uk_preprocess_targets)
.PHONY: fetch prepare preprocess uk-stale

ifneq ($(UK_BUILDS),)
# Both are made before make looks at anything else; then it starts again and reads them. A step of UK_PREPARE that is no
# file runs in every build, so the second reading must not ask for it again.
# Somebody removed a library's folder: the plan's files there must be written again.
ifneq ($(words $(UK_LIBS)),$(words $(wildcard $(foreach l,$(UK_LIBS),$(BUILD_DIR)/$(l)/.objs))))
uk_ := $(shell rm -f $(UK_GEN)/rules.mk)
endif
ifneq ($(uk_first),)
include $(UK_GEN)/rules.mk
$(UK_GEN)/rules.mk: $(uk_fetch)
	$(uk_next_make) preprocess
else
ifeq ($(MAKE_RESTARTS),)
include $(UK_GEN)/prepared.mk
$(UK_GEN)/prepared.mk: $(uk_prepare) $(uk_preprocess_targets)
	@touch $@
endif
include $(UK_GEN)/rules.mk
$(UK_GEN)/rules.mk: $(UK_ACTIVE) $(UK_GEN)/configured $(UK_GEN)/active.mk $(uk_stamps) | $(if $(MAKE_RESTARTS),,$(UK_GEN)/prepared.mk)
	@$(call uk_timed,plan,plan)$(call uk_sub_make,plan) uk-plan
endif
$(UK_GEN)/configured $(UK_GEN)/active.mk $(UK_GEN)/auto.conf $(UK_GEN)/toolchain.mk $(UK_GEN)/known.mk $(UK_ACTIVE): ;

UK_STALE := $(filter-out configure,$(UK_STATE))
$(UK_STALE): uk-stale
endif

uk_mkdir = test -d $(@D) || mkdir -p $(@D);
uk_driver_CC = $(CC)
uk_driver_CXX = $(CXX)
uk_driver_AS = $(CC)
# $(call uk_compile,KIND,LIBRARY,FLAGS-FILE)
uk_compile = $(Q)$(call verbose_info,$(1),$(2): $(patsubst $(BUILD_DIR)/$(2)/%,%,$@))$(call uk_timed,$(1),$(2): $(patsubst $(BUILD_DIR)/$(2)/%,%,$@))$(uk_mkdir) \
	$(uk_driver_$(1)) @$(3) -D__BASENAME__=$(notdir $<) -MD -MF $@.d -c $< -o $@ && $(UK_TOOL) fix $@ $@.d $(UK_GEN)/auto.conf
uk_preprocess = $(Q)$(call verbose_info,$(1),$(2): $(patsubst $(BUILD_DIR)/$(2)/%,%,$@))$(call uk_timed,$(1),$(2): $(patsubst $(BUILD_DIR)/$(2)/%,%,$@))$(uk_mkdir) \
	$(CC) -E @$(3) -MD -MF $@.d $< -o $@ && $(UK_TOOL) fix $@ $@.d $(UK_GEN)/auto.conf
uk_generate = $(Q)$(call verbose_info,$(1),$(2): $(notdir $@))$(call uk_timed,$(1),$(2): $(notdir $@))$(uk_mkdir)$(3)
