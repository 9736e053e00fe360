# SPDX-License-Identifier: BSD-3-Clause
# Writes the plan: one explicit rule per object (rules.mk), files of compiler flags, lists of objects for the linker, and
# compile_commands.json. Runs when the configuration, a Makefile.uk or an origin changed, in a make of its own.
#
# Flags stand in response files that several objects share. A file is only written when its text changes, and objects
# depend on it, so a changed flag rebuilds what it concerns and nothing else.
uk_is_core = $(if $(filter y,$($(1)_FPU)),,$(filter $(UK_BASE)/%,$($(1)_BASE)))
uk_isr = $(if $(filter isr,$(2)),$(ISR_FLAGS),$(if $(call uk_is_core,$(1)),$(ISR_FLAGS)))
# $(call uk_flags_KIND,LIB,FILE-PREFIX,VARIANT): global and library COMPFLAGS, file, library and global INCLUDES, ARCHFLAGS,
# global and library CFLAGS, file FLAGS, debug
uk_flags = $(call uk_var,COMPFLAGS) $(if $(call uk_is_core,$(1)),$(CORE_$(4))) $(call uk_var,$(1)_COMPFLAGS) $(call uk_var,$(2)_INCLUDES) \
	$(call uk_var,$(1)_$(5)) $(call uk_var,$(5)) $(UK_LATE_INCLUDES) $(call uk_var,ARCHFLAGS) $(call uk_isr,$(1),$(3)) \
	$(call uk_var,$(4)) $(call uk_var,$(1)_$(4)) $(call uk_var,$(2)_FLAGS) $(call uk_var,DBGFLAGS) -D__LIBNAME__=$($(1)_NAME)
uk_flags_CC  = $(call uk_flags,$(1),$(2),$(3),CFLAGS,CINCLUDES)
uk_flags_CXX = $(call uk_flags,$(1),$(2),$(3),CXXFLAGS,CXXINCLUDES)
uk_flags_AS  = $(call uk_flags,$(1),$(2),$(3),ASFLAGS,ASINCLUDES)
uk_flags_LDS = $(call uk_flags,$(1),$(2),$(3),ASFLAGS,ASINCLUDES) -D__LINKER_SCRIPT__ -P -x assembler-with-cpp
uk_flags_M4  = $(call uk_var,$(1)_M4FLAGS) $(call uk_var,$(2)_FLAGS)
uk_flags_AWK = $(call uk_var,$(1)_AWKFLAGS) $(call uk_var,$(2)_FLAGS)
uk_flags_DTC = $(call uk_var,$(2)_FLAGS)

uk_kinds := .c=CC .cc=CXX .cpp=CXX .cxx=CXX .C=CXX .S=AS .s=AS .lds.S=LDS .ld=LD .lds=LD .dts=DTC .m4=M4 .awk=AWK
uk_kind = $(if $(filter %.lds.S,$(1)),LDS,$(patsubst $(suffix $(1))=%,%,$(filter $(suffix $(1))=%,$(uk_kinds))))
uk_rel = $(subst ..,__,$(patsubst /%,ext/%,$(patsubst $(UK_BASE)/%,core/%,$(patsubst $($(1)_BASE)/%,%,$(patsubst $($(1)_BUILD)/%,%,$(2))))))

# Ports write the variables of redis-cli.c as LIBX_REDIS_CLI_FLAGS and as LIBX_REDIS-CLI_FLAGS: the second form is added to the first, once.
define uk_dashed
$(eval uk_dash := $(1)_$(subst ~,-,$(call uc,$(subst .,_,$(subst -,~,$(notdir $(uk_stem))$(if $(3),_$(3)))))))
$(if $(filter $(uk_dash),$(uk_used_files)),,$(foreach v,FLAGS INCLUDES CDEPS SUBBUILD,$(eval $(uk_file)_$(v)-y += $(call uk_var,$(uk_dash)_$(v)))))
$(eval uk_used_files += $(uk_dash))
endef

# One source: $(1) LIB (upper case), $(2) absolute path, $(3) variant. An assembler source keeps its suffix in the object's
# name, since libraries have traps.c beside traps.S.
define uk_plan_source
$(eval uk_k := $(call uk_kind,$(2)))
$(eval uk_stem := $(basename $(if $(filter LDS,$(uk_k)),$(basename $(2)),$(2))))
$(eval uk_file := $(1)_$(subst .,_,$(call uc,$(notdir $(uk_stem))))$(if $(3),_$(call uc,$(3))))$(if $(findstring -,$(notdir $(uk_stem))$(3)),$(uk_dashed))
$(if $(filter AS,$(uk_k)),$(eval uk_stem := $(2)))
$(eval uk_out := $($(1)_BUILD)/$(addsuffix /,$(strip $(call uk_var,$(uk_file)_SUBBUILD)))$(call uk_rel,$(1),$(uk_stem))$(if $(3),.$(3)))
$(if $(uk_k),,$(error $($(1)_NAME): $(2): sources of this kind ('$(suffix $(2))') are not known; known are .c .cc .cpp .cxx .C .S .s .lds.S .ld .dts .m4 .awk))
$(eval uk_own := $(strip $(call uk_var,$(uk_file)_FLAGS)$(call uk_var,$(uk_file)_INCLUDES)$(filter isr,$(3))))
$(eval uk_ff := $(if $(uk_own),$(uk_out).flags,$($(1)_BUILD)/.flags/$(uk_k)))
$(eval uk_used_files += $(uk_file))
$(if $(filter $(BUILD_DIR)/%,$(2)),,$(if $(wildcard $(2)),,$(error $($(1)_NAME): the source file $(2) does not exist; it is named in $($(1)_BASE)/Makefile.uk)))
$(call uk_plan_$(uk_k),$(1),$(2),$(3))
endef
# A source from an origin may be older than its object and new all the same: the stamp tells when the tree was unpacked.
uk_cdeps = $(call uk_var,$(uk_file)_CDEPS) $(if $(filter $($(1)_ORIGIN)/%,$(2)),$($(1)_BUILD)/.patched)
define uk_plan_object
$(eval uk_objs += $(uk_out).o)
$(if $(uk_own),$(eval uk_dirs += $(dir $(uk_ff)))$(eval uk_ownflags += $(uk_ff)|$(uk_k)|$(uk_file)|$(or $(3),-)),$(eval uk_kinds_used += $(uk_k)))
$(file >>$(UK_NEW),$(uk_out).o: $(2) $(uk_ff) $(uk_cdeps)
	$$(call uk_compile,$(uk_k),$($(1)_NAME),$(uk_ff)))
$(file >>$(UK_NEW_JSON),$(uk_jsep){"directory": "$(BUILD_DIR)"$(uk_comma) "file": "$(2)"$(uk_comma) "output": "$(uk_out).o"$(uk_comma) "command": "$(if $(filter CXX,$(uk_k)),$(CXX),$(CC)) @$(uk_ff) -D__BASENAME__=$(notdir $(2)) -c $(2) -o $(uk_out).o"})$(eval uk_jsep := $(uk_comma))
endef
uk_plan_CC = $(uk_plan_object)
uk_plan_CXX = $(uk_plan_object)
uk_plan_AS = $(uk_plan_object)
define uk_plan_LDS
$(eval uk_lds += $(uk_out).lds)
$(if $(uk_own),$(eval uk_dirs += $(dir $(uk_ff)))$(eval uk_ownflags += $(uk_ff)|$(uk_k)|$(uk_file)|$(or $(3),-)),$(eval uk_kinds_used += $(uk_k)))
$(file >>$(UK_NEW),$(uk_out).lds: $(2) $(uk_ff) $(uk_cdeps)
	$$(call uk_preprocess,LDS,$($(1)_NAME),$(uk_ff)))
endef
uk_plan_LD = $(eval uk_lds += $(2))
define uk_plan_DTC
$(eval uk_blobs += $(uk_out).dtb)
$(file >>$(UK_NEW),$(uk_out).dtb: $(2) $(uk_cdeps)
	$$(call uk_generate,DTC,$($(1)_NAME),$(DTC) $(call uk_flags_DTC,$(1),$(uk_file)) -I dts -O dtb -o $$@ $$<))
endef
# Macro processors make a file named like the source without its last suffix; one that can be compiled is compiled.
define uk_plan_generated
$(file >>$(UK_NEW),$(uk_out): $(2) $(uk_cdeps)
	$$(call uk_generate,$(uk_k),$($(1)_NAME),$(4)))
$(eval uk_more := $(uk_out))
$(if $(call uk_kind,$(uk_out)),$(call uk_plan_source,$(1),$(uk_more),$(3)),$(eval uk_generated += $(uk_out)))
endef
uk_plan_M4 = $(call uk_plan_generated,$(1),$(2),$(3),$(M4) $(call uk_flags_M4,$(1),$(uk_file)) $$< >$$@)
uk_plan_AWK = $(call uk_plan_generated,$(1),$(2),$(3),$(AWK) $(call uk_flags_AWK,$(1),$(uk_file)) -f $$< </dev/null >$$@)

define uk_write_flags
$(foreach k,$(sort $(uk_kinds_used)),$(call uk_write_if_changed,$($(1)_BUILD)/.flags/$(k),$(strip $(call uk_flags_$(k),$(1),,))))
$(foreach o,$(uk_ownflags),$(foreach w,$(subst |, ,$(o)),$(eval uk_w += $(w)))$(call uk_write_if_changed,$(word 1,$(uk_w)),$(strip $(call \
	uk_flags_$(word 2,$(uk_w)),$(1),$(word 3,$(uk_w)),$(filter-out -,$(word 4,$(uk_w))))))$(eval uk_w :=))
endef

# A source that is named twice, as happens when people add by hand what is there already, counts once.
# EACHOLIB_SRCS is compiled once for each library.
uk_lib_srcs = $(call uk_once,$(call uk_var,$(1)_SRCS) $(if $(call uk_var,$(1)_SRCS),$(call uk_var,EACHOLIB_SRCS)))
# Objects that are made elsewhere.
uk_lib_objs = $(call uk_var,$(1)_OBJS) $(if $(call uk_var,$(1)_SRCS),$(call uk_var,EACHOLIB_OBJS))
define uk_plan_lib
$(eval uk_objs :=)$(eval uk_lds :=)$(eval uk_dirs :=)$(eval uk_ownflags :=)$(eval uk_kinds_used :=)$(eval uk_w :=)$(eval uk_blobs :=)
$(eval uk_generated :=)
$(foreach s,$(uk_lib_srcs),$(call uk_plan_source,$(1),$(abspath $(firstword $(subst |, ,$(s)))),$(word 2,$(subst |, ,$(s)))))
$(shell mkdir -p $($(1)_BUILD)/.flags $(sort $(uk_dirs) $(dir $(uk_objs))))
$(uk_write_flags)
$(eval uk_dup := $(strip $(foreach o,$(sort $(uk_objs)),$(if $(word 2,$(filter $(o),$(uk_objs))),$(o)))))
$(if $(uk_dup),$(error $($(1)_NAME): two sources make the object $(firstword $(uk_dup)); give one of them a variant: 'file.c|variant'))
$(call uk_write_if_changed,$($(1)_BUILD)/.objs,$(subst $(uk_space),$(uk_newline),$(strip $(if $(filter y,$($(1)_ARCHIVE)),,-r --unique \
	$(call uk_var,EACHOLIB_LDFLAGS) $(call uk_var,$(1)_LDFLAGS)) $(uk_objs) $(filter-out %.a,$(uk_lib_objs)))))
$(call uk_write_if_changed,$($(1)_BUILD)/.symbols,$(call uk_symbol_flags,$(1)))
$(file >>$(UK_NEW),$(1)_ALL_OBJS := $(uk_objs) $(filter-out %.a,$(uk_lib_objs))
$(1)_ALL_LDS := $(uk_lds) $(call uk_var,$(1)_LDS)
$(1)_GENERATED := $(uk_generated) $(uk_blobs)
$(1)_ALL_ALIBS := $(call uk_var,$(1)_ALIBS) $(filter %.a,$(uk_lib_objs)))
$(file >>$(UK_NEW_OBJS),$(subst $(uk_space),$(uk_newline),$(strip $(uk_objs) $(filter $(BUILD_DIR)/%.lds,$(uk_lds)) $(addprefix ?,$(filter $(BUILD_DIR)/%.o,$(uk_lib_objs))))))
endef

# Every component, for messages about missing symbols: folder and state. External libraries' neighbours count as well.
uk_neighbours = $(filter-out $(addsuffix /,$(UK_ELIBS)) $(UK_COMPONENTS),$(dir $(wildcard $(addsuffix */Makefile.uk,$(sort $(dir $(UK_ELIBS)))))))
uk_providers = $(foreach c,$(UK_COMPONENTS),$(patsubst %/,%,$(c)) $(if $(filter $(c)Makefile.uk,$(UK_ACTIVE)),on,off)$(uk_newline))$(foreach \
	c,$(uk_neighbours),$(patsubst %/,%,$(c)) away$(uk_newline))

ifneq ($(filter uk-plan,$(UK_GOALS)),)
UK_NEW := $(UK_GEN)/rules.mk.new
UK_NEW_JSON := $(UK_GEN)/compile_commands.new
UK_NEW_OBJS := $(UK_GEN)/objects.new
$(file >$(UK_NEW),# Written by build/plan.mk.)
$(file >$(UK_NEW_JSON),[)
$(file >$(UK_NEW_OBJS))
uk_jsep :=
uk_used_files :=
$(foreach l,$(UK_LIBS),$(eval uk_ := $$(call uk_plan_lib,$(call uc,$(l)))))
$(file >>$(UK_NEW_OBJS),$(subst $(uk_space),$(uk_newline),$(foreach p,$(UK_LINKED_PLATS),$(UK_IMAGE_BASE)_$(p)-$(UK_ARCH).lds)))
$(file >>$(UK_NEW_JSON),])
$(file >$(UK_GEN)/files,$(subst $(uk_space),$(uk_newline),$(strip $(uk_used_files))))
$(file >$(UK_GEN)/providers,$(uk_providers))
uk_ := $(call uk_write_if_changed,$(UK_GEN)/image.flags,$(call uk_var,LDFLAGS) $(call uk_var,IMAGE_LDFLAGS) $(foreach p,$(UK_PLATS),$(p): \
	$(call uk_var,$(call uc,$(p))_LDFLAGS) $(UK_PLAT_LIBS_$(p))) $(UK_LIBS) $(call uk_var,ASINCLUDES) $(call uk_var,ARCHFLAGS) $(CONFIG_LIBUKDEBUG_SYMBOLS) $(CONFIG_OPTIMIZE_SYMFILE) $(CC) $(call uk_var,LDS) $(call uk_var,ALIBS))
uk-plan:
	@$(AWK) -v files=$(UK_GEN)/files -v conf=$(UK_GEN)/auto.conf -v libs='$(foreach l,$(UK_LIBS) $(UK_PLATS),$(call uc,$(l)))' -f $(UK_BASE)/build/lint.awk $(UK_ACTIVE) >&2
	@$(if $(wildcard $(LIBSYSCALL_SHIM_TABLE)),echo '$(sort $(call uk_var,UK_PROVIDED_SYSCALLS))' | $(AWK) -v table=$(LIBSYSCALL_SHIM_TABLE) -f $(UK_BASE)/build/syscalls.awk >&2)
	@sed -i '/^$$/d' $(UK_NEW_OBJS) && mv -f $(UK_NEW_OBJS) $(UK_GEN)/objects && mv -f $(UK_NEW_JSON) $(BUILD_DIR)/compile_commands.json && mv -f $(UK_NEW) $(UK_GEN)/rules.mk
endif
