# SPDX-License-Identifier: BSD-3-Clause
# Origins: fetch, verify, unpack, patch. $(KRAFT_FETCH) does the work on files; every step leaves a stamp in N_BUILD:
# .origin (unpacked), .patched, .prepared. All three are valid targets for every library.
UK_FETCH_TARGETS :=
# Simply expanded, as make expands the targets of rules: a port may use one variable in both before it sets it.
UK_FETCH :=
UK_FETCH-y :=
UK_PREPARE :=
UK_PREPARE-y :=
UK_PREPROCESS :=
UK_PREPROCESS-y :=

uk_hashes = $(foreach h,MD5 SHA1 SHA256 SHA512,$(addprefix --$(call lc,$(h)) ,$($(1)_ORIGIN_$(h))))
define uk_rules_archive
$(1)_ORIGIN_ARCHIVE := $(3)
$(1)_URL_FETCHED := $(4)
UK_FETCH_TARGETS += $($(1)_BUILD)/.origin
$($(1)_BUILD)/.origin: $(3)
	$$(call verbose_cmd,UNPACK,$(2): $(notdir $(3)),$$(uk_need_fetch); rm -rf $($(1)_ORIGIN) && $(KRAFT_FETCH) unpack $(3) $($(1)_ORIGIN) >/dev/null && touch $$@)
endef
define uk_rule_download
$(3):
	$$(call verbose_cmd,FETCH,$(2): $(or $(4),$(3)),mkdir -p $$(@D) && $$(uk_need_fetch); $(KRAFT_FETCH) get --name $(2) $$(call uk_hashes,$(1)) \
		--output $(3) $$(addprefix --debian ,$$($(1)_ORIGIN_DEBIAN))$(if $(4), '$(4)'))
endef
uk_need_fetch = command -v $(KRAFT_FETCH) >/dev/null || { echo "error: the program kraft-fetch is missing: build it with 'make' in the workspace, or name it with KRAFT_FETCH=PROGRAM" >&2; exit 1; }

# $(eval $(call fetchas,libNAME,URL,FILE)): the URL may be empty where LIBNAME_ORIGIN_DEBIAN is the only place
define uk_fetch_file
$(call uk_rules_archive,$(1),$(2),$(BUILD_DIR)/$(2)/$(4),$(3))
$(call uk_rule_download,$(1),$(2),$(BUILD_DIR)/$(2)/$(4),$(3))
endef
uk_if_lib = $(if $(filter $(1),$(UK_LIBS) $(UK_PLATS)),$(2))
fetchas = $(call uk_if_lib,$(1),$(call uk_fetch_file,$(call uc,$(1)),$(1),$(strip $(2)),$(strip $(3))))
fetch = $(call fetchas,$(1),$(2),$(notdir $(strip $(2))))
# $(eval $(call fetch2,libNAME,URL,HASH-IS-IN-VARIABLES)) are older spellings of the same.
fetchas2 = $(fetchas)
fetch2 = $(fetch)
# $(eval $(call unarchive,libNAME,FILE)): a local archive
unarchive = $(call uk_if_lib,$(1),$(call uk_rules_archive,$(call uc,$(1)),$(1),$(strip $(2)),$(strip $(2))))
# $(eval $(call clone,libNAME,GIT-URL,BRANCH))
define uk_clone
$(1)_URL_FETCHED := $(3)
$(1)_ORIGIN_BRANCH := $(4)
UK_FETCH_TARGETS += $($(1)_BUILD)/.origin
$($(1)_BUILD)/.origin:
	$$(call verbose_cmd,CLONE,$(2): $(3),rm -rf $($(1)_ORIGIN) && $(GIT) clone --quiet --depth 1 $(if $(4),--branch $(4)) $(3) $($(1)_ORIGIN) && touch $$@)
endef
clone = $(call uk_if_lib,$(1),$(call uk_clone,$(call uc,$(1)),$(1),$(strip $(2)),$(strip $(3))))

# $(eval $(call patch,libNAME,FOLDER[,SUBDIRECTORY])): patches are applied with -p1 in the order of their names. When one
# changes, comes or goes, the origin is unpacked again first.
define uk_patch
$(1)_PATCHES := $(sort $(wildcard $(3)/*.patch))
uk_ := $$(shell mkdir -p $($(1)_BUILD))$$(call uk_write_if_changed,$($(1)_BUILD)/.patches,$$($(1)_PATCHES))
$($(1)_BUILD)/.patched: $($(1)_BUILD)/.origin $($(1)_BUILD)/.patches $$($(1)_PATCHES)
	$$(call verbose_cmd,PATCH,$(2): $$(words $$($(1)_PATCHES)) patches,set -e; \
		if [ -e $$@ ] && [ -n "$$($(1)_ORIGIN_ARCHIVE)" ]; then rm -rf $$($(1)_ORIGIN); $(KRAFT_FETCH) unpack $$($(1)_ORIGIN_ARCHIVE) $$($(1)_ORIGIN) >/dev/null; fi; rm -f $$@; \
		for p in $$($(1)_PATCHES); do \
			$(PATCH) --batch --forward -p1 -d $$($(1)_ORIGIN)/$(4) <$$$$p >$$@.log 2>&1 || \
				{ cat $$@.log >&2; echo "error: $(2): the patch $$$$p does not apply" >&2; exit 1; }; \
		done; rm -f $$@.log; touch $$@)
endef
patch = $(call uk_if_lib,$(1),$(call uk_patch,$(call uc,$(1)),$(1),$(strip $(2)),$(strip $(3))))

# Libraries without the step have the target all the same. Being implicit, these give way to a port's own rule.
.PRECIOUS: $(BUILD_DIR)/%/.origin $(BUILD_DIR)/%/.patched $(BUILD_DIR)/%/.prepared
$(BUILD_DIR)/%/.origin:
	@mkdir -p $(@D) && touch $@
$(BUILD_DIR)/%/.patched: $(BUILD_DIR)/%/.origin
	@mkdir -p $(@D) && touch $@
$(BUILD_DIR)/%/.prepared:
	@mkdir -p $(@D) && touch $@
