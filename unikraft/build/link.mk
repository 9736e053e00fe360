# SPDX-License-Identifier: BSD-3-Clause
# Links: each library to one object with its symbols isolated (or to an archive, when it sets N_ARCHIVE := y), then the image.
uk_lib_out = $(BUILD_DIR)/$(1)$(if $(filter y,$($(call uc,$(1))_ARCHIVE)),.a,.o)
define uk_rules_lib
ifneq ($(strip $($(2)_ALL_OBJS)),)
UK_LIB_OUTS_$(or $(uk_plat_of),common) += $(call uk_lib_out,$(1))
$(call uk_lib_out,$(1)): $($(2)_ALL_OBJS) $(BUILD_DIR)/$(1)/.objs $(BUILD_DIR)/$(1)/.symbols $(call uk_var,$(2)_EXPORTS) $(call uk_var,$(2)_LOCALS)
	$$(call uk_link_$(if $(filter y,$($(2)_ARCHIVE)),archive,object),$(1),$(2))
endif
$(1): $(if $(strip $($(2)_ALL_OBJS)),$(call uk_lib_out,$(1)))
objs: $($(2)_ALL_OBJS)
$($(2)_ALL_OBJS): | $($(2)_GENERATED)
.PHONY: $(1)
endef
# Unique sections stay apart, so that dead code is found in the image's link. Flags and object list stand in .objs, written by the plan.
uk_link_object = $(Q)$(call verbose_info,LD,$(1).o)$(call uk_timed,LD,$(1).o)if ! $(LD) @$(BUILD_DIR)/$(1)/.objs -o $@ 2>$@.err; then \
	NM='$(NM)' UK_GEN=$(UK_GEN) UK_BUILD_BASE=$(UK_BASE)/build sh $(UK_BASE)/build/explain.sh $@.err >&2; rm -f $@.err; exit 1; fi; \
	test ! -s $@.err || cat $@.err >&2; rm -f $@.err $(if $(strip $(call uk_symbol_flags,$(2))),&& $(OBJCOPY) $(call uk_symbol_flags,$(2)) $@)
uk_link_archive = $(Q)$(call verbose_info,AR,$(1).a)$(call uk_timed,AR,$(1).a)rm -f $@ && $(AR) rcsD $@ @$(BUILD_DIR)/$(1)/.objs

uk_plat_of = $(strip $(foreach p,$(UK_PLATS),$(if $(filter $(1),$(UK_PLAT_LIBS_$(p))),$(p))))
ifneq ($(UK_BUILDS),)
$(foreach l,$(UK_LIBS),$(eval $(call uk_rules_lib,$(l),$(call uc,$(l)))))
endif
# The linker refuses a script that is named twice.
UK_ALL_LDS := $(call uk_once,$(foreach l,$(UK_LIBS),$($(call uc,$(l))_ALL_LDS)) $(call uk_var,LDS))
UK_ALL_ALIBS := $(foreach l,$(UK_LIBS),$($(call uc,$(l))_ALL_ALIBS)) $(call uk_var,ALIBS)

# $(1) platform, $(2) PLATFORM, $(3) image
define uk_rules_image
$(3).lds: $($(2)_LDSCRIPT) $(UK_GEN)/image.flags
	$$(Q)$$(call verbose_info,LDS,$(1): $(notdir $($(2)_LDSCRIPT)))$$(call uk_timed,LDS,$(1): $(notdir $($(2)_LDSCRIPT)))$(CC) -E -P -x assembler-with-cpp -D__ASSEMBLY__ -D__LINKER_SCRIPT__ -nostdinc $(call uk_var,ASINCLUDES) \
		$(call uk_var,ARCHFLAGS) -MD -MF $$@.d $$< -o $$@ && $(UK_TOOL) fix $$@ $$@.d $(UK_GEN)/auto.conf
$(3).dbg: $(UK_LIB_OUTS_common) $(UK_LIB_OUTS_$(1)) $(3).lds $(UK_ALL_LDS) $(UK_ALL_ALIBS) $(call uk_var,OBJS) $(foreach d,$(UK_LDEPS),$(call uk_path,$(d))) $(UK_GEN)/image.flags
	$$(call uk_link_image,$(1),$(2),$(3))
$(3): $(3).dbg
	$$(Q)$$(call verbose_info,STRIP,$(notdir $(3)))$$(call uk_timed,STRIP,$(notdir $(3)))$(STRIP) -s -o $$@ $$<
endef
uk_image_inputs = $(filter %.o,$(UK_LIB_OUTS_common) $(UK_LIB_OUTS_$(1)) $(call uk_var,OBJS)) -Wl,--start-group \
	$(filter %.a,$(UK_LIB_OUTS_common) $(UK_LIB_OUTS_$(1))) $(UK_ALL_ALIBS) $(UK_LIBGCC) -Wl,--end-group
# Fragments come before the main script: their INSERT takes effect when it is read.
uk_link_flags = $(call uk_var,LDFLAGS) $(call uk_var,IMAGE_LDFLAGS) $(call uk_var,$(2)_LDFLAGS) $(addprefix -Wl$(uk_comma)-T$(uk_comma),$(UK_ALL_LDS)) -Wl,-T,$(3).lds
define uk_link_image
$(Q)$(call verbose_info,LD,$(notdir $(3).dbg))$(call uk_timed,LD,$(notdir $(3).dbg))$(file >$(3).rsp,$(call uk_link_flags,$(1),$(2),$(3)) $(call uk_image_inputs,$(1)))CC='$(CC)' NM='$(NM)' UK_TOOL=$(UK_TOOL) \
	UK_BUILD_BASE=$(UK_BASE)/build UK_GEN=$(UK_GEN) UK_SYMBOLS=$(CONFIG_LIBUKDEBUG_SYMBOLS) UK_NO_MAIN=$(CONFIG_UK_NO_MAIN) UK_SYMFILE=$(CONFIG_OPTIMIZE_SYMFILE) sh $(UK_BASE)/build/link.sh $(3)
endef
$(foreach p,$(UK_LINKED_PLATS),$(eval $(call uk_rules_image,$(p),$(call uc,$(p)),$(UK_IMAGE_BASE)_$(p)-$(UK_ARCH))))
UK_OLIBS := $(filter %.o,$(foreach p,common $(UK_PLATS),$(UK_LIB_OUTS_$(p))))
UK_ALIBS := $(filter %.a,$(foreach p,common $(UK_PLATS),$(UK_LIB_OUTS_$(p)))) $(UK_ALL_ALIBS)
$(foreach p,$(UK_PLATS),$(if $(wildcard $($(call uc,$(p))_BASE)/Linker.uk),$(eval include $($(call uc,$(p))_BASE)/Linker.uk)))

libs: $(UK_LIBS)
images: $(UK_IMAGES)
ifeq ($(strip $(UK_IMAGES)),)
images: ; @echo "error: no platform is selected, so there is no image to build: make menuconfig" >&2; exit 1
endif
all: images
objs:
.PHONY: all images libs objs

clean:
	$(call verbose_cmd,CLEAN,objects,rm -rf $(foreach l,$(UK_LIBS),$(BUILD_DIR)/$(l).o $(BUILD_DIR)/$(l).a $(call uk_var,$(call uc,$(l))_CLEAN)) $(UK_CLEAN) $(UK_IMAGE_BASE)_*; \
		find $(wildcard $(addprefix $(BUILD_DIR)/,$(UK_LIBS))) /dev/null -name '*.dep' | sed 'p; s/\.dep$$//' | xargs rm -f)
clean-libs: $(addprefix clean-,$(UK_LIBS))
$(addprefix clean-,$(UK_LIBS)): clean-%:
	$(call verbose_cmd,CLEAN,$*,rm -rf $(BUILD_DIR)/$* $(BUILD_DIR)/$*.o $(BUILD_DIR)/$*.a $(UK_GEN)/rules.mk)
.PHONY: clean clean-libs
