# SPDX-License-Identifier: BSD-3-Clause
# print-*: what the build system knows, one item per line.
uk_lines = $(subst $(uk_space),$(uk_newline),$(strip $(1)))
uk_print = @: $(info $(call uk_lines,$(1)))
print-libs:
	$(call uk_print,$(UK_LIBS))
print-srcs:
	$(call uk_print,$(foreach l,$(UK_LIBS),$(call uk_var,$(call uc,$(l))_SRCS)))
print-lds:
	$(call uk_print,$(foreach p,$(UK_LINKED_PLATS),$($(call uc,$(p))_LDSCRIPT)) $(UK_ALL_LDS))
print-objs:
	$(call uk_print,$(foreach l,$(UK_LIBS),$($(call uc,$(l))_ALL_OBJS)))
# Lines of code per library, largest first.
print-loc: prepare
	@{ $(foreach l,$(UK_LIBS),printf '%s %s\n' "$$(cat $(wildcard $(foreach s,$(call uk_var,$(call uc,$(l))_SRCS),$(firstword $(subst |, ,$(s))))) </dev/null | wc -l)" $(l);) } | sort -rn
print-syscalls:
	$(call uk_print,$(sort $(call uk_var,UK_PROVIDED_SYSCALLS)))
print-vars:
	@: $(foreach v,$(sort $(filter UK_% LIB% CONFIG_% APP%,$(.VARIABLES))),$(info $(v) = $($(v))))
# What the image is made of, one "KEY VALUE" per line; "library NAME" begins a library. Keys without a value are left out.
uk_fact = $(if $(strip $(2)),$(info $(1) $(strip $(2))))
define uk_facts_lib
$(call uk_fact,library,$(1))
$(call uk_fact,base,$($(2)_BASE))
$(call uk_fact,build,$($(2)_BUILD))
$(call uk_fact,version,$($(2)_VERSION))
$(call uk_fact,licence,$($(2)_LICENSE))
$(call uk_fact,url,$($(2)_URL_FETCHED))
$(call uk_fact,branch,$($(2)_ORIGIN_BRANCH))
$(call uk_fact,archive,$($(2)_ORIGIN_ARCHIVE))
$(call uk_fact,sha256,$($(2)_ORIGIN_SHA256))
$(call uk_fact,debian,$($(2)_ORIGIN_DEBIAN))
$(call uk_fact,patches,$($(2)_PATCHES))
endef
print-components:
	@: $(call uk_fact,core,$(UK_BASE))$(call uk_fact,core-version,$(UK_FULLVERSION))$(call uk_fact,compiler,$(if $(filter y,$(UK_CC_IS_CLANG)),clang,gcc) $(UK_CC_VERSION))$(call uk_fact,runtime,$(UK_LIBGCC))$(foreach i,$(UK_IMAGES),$(call uk_fact,image,$(i)))$(foreach l,$(UK_LIBS),$(call uk_facts_lib,$(l),$(call uc,$(l))))
# VARIABLES="NAME NAME": each as it stands, with its conditional forms (NAME-y, NAME-).
print-variables:
	@: $(foreach n,$(VARIABLES),$(foreach v,$(sort $(filter $(n) $(n)-%,$(.VARIABLES))),$(info $(v) = $(strip $($(v))))))
.PHONY: print-components print-variables print-libs print-srcs print-objs print-lds print-loc print-syscalls print-vars

# The other goals of this call (all, when there is none), and then where the time went.
stats: $(or $(filter-out stats,$(MAKECMDGOALS)),all)
	@$(AWK) -F '\t' -v now=$$(date +%s%N) -v json=$(BUILD_DIR)/stats.json -v table=$(if $(filter json,$(UK_STATS)),,y) -f $(UK_BASE)/build/stats.awk $(UK_GEN)/stats.log && rm -f $(UK_GEN)/stats.log
.PHONY: stats
