# SPDX-License-Identifier: BSD-3-Clause
# Text functions and labelled commands that a Makefile.uk may use.
MAKEFLAGS += -rR --no-print-directory
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL := /bin/sh
export LC_ALL := C

uk_empty :=
uk_space := $(uk_empty) $(uk_empty)
uk_comma := ,
uk_hash  := \#
uk_tab   := $(uk_empty)	$(uk_empty)
define uk_newline


endef

qstrip = $(strip $(subst ",,$(1)))
lc = $(subst A,a,$(subst B,b,$(subst C,c,$(subst D,d,$(subst E,e,$(subst F,f,$(subst G,g,$(subst H,h,$(subst I,i,$(subst \
J,j,$(subst K,k,$(subst L,l,$(subst M,m,$(subst N,n,$(subst O,o,$(subst P,p,$(subst Q,q,$(subst R,r,$(subst S,s,$(subst \
T,t,$(subst U,u,$(subst V,v,$(subst W,w,$(subst X,x,$(subst Y,y,$(subst Z,z,$(1)))))))))))))))))))))))))))
uc = $(subst -,_,$(subst a,A,$(subst b,B,$(subst c,C,$(subst d,D,$(subst e,E,$(subst f,F,$(subst g,G,$(subst h,H,$(subst \
i,I,$(subst j,J,$(subst k,K,$(subst l,L,$(subst m,M,$(subst n,N,$(subst o,O,$(subst p,P,$(subst q,Q,$(subst r,R,$(subst \
s,S,$(subst t,T,$(subst u,U,$(subst v,V,$(subst w,W,$(subst x,X,$(subst y,Y,$(subst z,Z,$(1))))))))))))))))))))))))))))

# The words of a list in their order, each once.
uk_unique = $(if $(1),$(firstword $(1)) $(call uk_unique,$(filter-out $(firstword $(1)),$(1))))
uk_once = $(if $(filter $(words $(1)),$(words $(sort $(1)))),$(1),$(call uk_unique,$(1)))
# The value of a variable that exists bare and as -y.
uk_var = $($(1)) $($(1)-y)
# y when both texts are the same.
uk_same = $(if $(subst x$(1),,x$(2))$(subst x$(2),,x$(1)),,y)
# Writes a file only when its text changes, so that what depends on it stays. The text ends with one newline.
uk_write_if_changed = $(if $(and $(wildcard $(1)),$(call uk_same,$(strip $(file <$(1))),$(strip $(2)))),,$(file >$(1),$(2)))
# A path given by the user: relative to where make was called, else to make's own folder.
uk_path = $(if $(1),$(if $(filter /%,$(1)),$(abspath $(1)),$(firstword $(wildcard $(abspath $(UK_PWD)/$(1))) \
	$(abspath $(if $(wildcard $(1)),$(1),$(UK_PWD)/$(1))))))

# Labelled commands: V=0 label and name, V=1 the command as well, V=2 the shell's trace.
V ?= 0
ifeq ($(V),0)
Q := @
else ifeq ($(V),2)
Q := set -x;
else
Q :=
endif
# $(call verbose_info,LABEL,ARGUMENTS)
verbose_info = $(if $(uk_silent),,$(info $(uk_space) $(1)$(uk_tab)$(2)))
# make -s: the letters stand in the first word of MAKEFLAGS.
uk_silent = $(findstring s,$(filter-out -%,$(firstword x$(MAKEFLAGS))))
# Times of steps, when UK_STATS is set (`make stats`): $(call uk_timed,LABEL,NAME) stands in front of a command of a recipe and
# notes when the recipe's shell begins and ends; uk_moment notes a moment while make reads its files.
UK_STATS ?= $(if $(filter stats,$(MAKECMDGOALS)),y)
uk_timed = $(if $(UK_STATS),uk_began=$$(date +%s%N); trap 'printf "%s\t%s\t%s\t%s\n" "$(1)" "$(subst ',,$(strip $(2)))" $$uk_began $$(date +%s%N) >>$(UK_GEN)/stats.log' EXIT; )
uk_moment = $(if $(UK_STATS),$(shell mkdir -p $(UK_GEN); printf '%s\t%s\n' '$(1)' $$(date +%s%N) >>$(UK_GEN)/stats.log))
# $(call verbose_cmd,LABEL,ARGUMENTS,COMMAND): for use in a recipe
verbose_cmd = $(Q)$(call verbose_info,$(1),$(2))$(call uk_timed,$(1),$(2))$(3)
# $(call build_cmd,LABEL,LIBRARY,TARGET,COMMAND)
build_cmd = $(Q)$(call verbose_info,$(1),$(if $(2),$(2): )$(notdir $(3)))$(call uk_timed,$(1),$(if $(2),$(2): )$(notdir $(3)))mkdir -p $(dir $(3)) && $(4)
# The same for a compiler that is given $(depflags): the target is made again when a header or an option that it read changes.
depflags = -MD -MF $@.d
build_cmd_fixdep = $(call build_cmd,$(1),$(2),$(3),$(4)) && $(UK_TOOL) fix $(3) $(3).d $(UK_GEN)/auto.conf
