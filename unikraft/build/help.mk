# SPDX-License-Identifier: BSD-3-Clause
# Targets that need no configuration.
print-version:
	@echo $(UK_FULLVERSION)
properclean:
	$(call verbose_cmd,CLEAN,$(BUILD_DIR),rm -rf $(BUILD_DIR))
distclean: properclean
	$(call verbose_cmd,CLEAN,$(UK_CONFIG),rm -f $(UK_CONFIG) $(UK_CONFIG).old)
help:
	@cat $(UK_BASE)/build/help.txt
.PHONY: print-version properclean distclean help
