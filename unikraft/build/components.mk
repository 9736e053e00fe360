# SPDX-License-Identifier: BSD-3-Clause
# Reads the libraries' Makefile.uk. The survey reads all and notes which register something; every other stage reads
# those only, so that a library that is not selected has no effect and costs nothing.
ifneq ($(UK_STAGE),survey)
include $(UK_GEN)/active.mk
else
UK_ACTIVE := $(UK_MAKEFILES_UK)
endif

define uk_import
UK_IMPORT_BASE := $(patsubst %/,%,$(dir $(1)))
uk_before := $$(words $$(UK_LIBS) $$(UK_PLATS))
include $(1)
$(if $(filter $(APP_DIR)/Makefile.uk $(UK_BASE)/arch/$(UK_ARCH)/Makefile.uk,$(1)),uk_before :=)
ifneq ($$(uk_before),$$(words $$(UK_LIBS) $$(UK_PLATS)))
UK_FOUND_ACTIVE += $(1)
endif
endef
$(foreach m,$(UK_ACTIVE),$(eval $(call uk_import,$(m))))

ifeq ($(UK_STAGE),survey)
uk_ := $(call uk_write_if_changed,$(UK_GEN)/active.mk,UK_ACTIVE := $(UK_FOUND_ACTIVE))
uk-survey:
	@:
endif

UK_LIBS := $(strip $(UK_LIBS))
UK_IMAGE_BASE := $(BUILD_DIR)/$(UK_IMAGE_NAME)
# An image for each platform with a linker script; an external platform may bring its own images and, in a Linker.uk, their rules.
UK_LINKED_PLATS := $(foreach p,$(UK_PLATS),$(if $($(call uc,$(p))_LDSCRIPT),$(p)))
UK_IMAGES := $(foreach p,$(UK_LINKED_PLATS),$(UK_IMAGE_BASE)_$(p)-$(UK_ARCH)) $(UK_IMAGES) $(UK_IMAGES-y)
