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
.PHONY: print-libs print-srcs print-objs print-lds print-loc print-syscalls print-vars

# The other goals of this call (all, when there is none), and then where the time went.
stats: $(or $(filter-out stats,$(MAKECMDGOALS)),all)
	@$(AWK) -F '\t' -v now=$$(date +%s%N) -v json=$(BUILD_DIR)/stats.json -v table=$(if $(filter json,$(UK_STATS)),,y) -f $(UK_BASE)/build/stats.awk $(UK_GEN)/stats.log && rm -f $(UK_GEN)/stats.log
.PHONY: stats
