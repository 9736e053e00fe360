# SPDX-License-Identifier: BSD-3-Clause
# The workspace: builds the host tools, installs them, runs demonstration, tests and measurements.
VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=

CC      ?= cc
CFLAGS  ?= -O2 -g
WARN    := -Wall -Wextra
HOST    := build/host
K       := kraft/src

# bin/kraft links what it needs to start in milliseconds; HTTP, archives and hashes live in bin/kraft-fetch, the network of
# compositions in bin/kraft-switch.
KRAFT_SRCS := $(wildcard $(addprefix $(K)/,base/*.c cmd/*.c compose/*.c index/*.c inspect/*.c machine/*.c package/*.c port/*.c project/*.c term/*.c))
FETCH_SRCS := $(wildcard $(K)/origin/*.c $(K)/oci/*.c $(K)/rootfs/*.c $(K)/base/*.c) $(K)/term/message.c
SWITCH_SRCS := $(wildcard $(K)/switch/*.c $(K)/base/*.c) $(K)/term/message.c
KRAFT_LIBS := -lyaml -ljansson
FETCH_LIBS := -lcurl -larchive -lcrypto -ljansson
SWITCH_LIBS := -lslirp
KRAFT_OBJS := $(KRAFT_SRCS:%.c=$(HOST)/%.o)
FETCH_OBJS := $(FETCH_SRCS:%.c=$(HOST)/%.o)
SWITCH_OBJS := $(SWITCH_SRCS:%.c=$(HOST)/%.o)
HOST_FLAGS := -std=c17 -D_GNU_SOURCE -DKRAFT_VERSION='"$(VERSION)"' -I$(K) $(WARN) -fstack-protector-strong

# What building, running and testing need on Debian 12, as COMMAND-OR-FILE=PACKAGE.
NEEDS_BUILD := gcc=gcc /usr/include/stdio.h=libc6-dev make=make /usr/include/yaml.h=libyaml-dev /usr/include/jansson.h=libjansson-dev \
	/usr/include/*/curl/curl.h=libcurl4-openssl-dev /usr/include/archive.h=libarchive-dev \
	/usr/include/openssl/evp.h=libssl-dev /usr/include/slirp/libslirp.h=libslirp-dev
NEEDS_IMAGE := kconfig-conf=kconfig-frontends-nox qemu-system-x86_64=qemu-system-x86 git=git patch=patch xz=xz-utils awk=mawk \
	ld=binutils /etc/ssl/certs/ca-certificates.crt=ca-certificates dpkg-source=dpkg-dev /usr/share/seabios/bios-microvm.bin=seabios
NEEDS_DEMO  := iperf3=iperf3 ps=procps
NEEDS_TEST  := bats=bats ccache=ccache cmake=cmake python3=python3 clang-format=clang-format clang-tidy=clang-tidy ip=iproute2 cpio=cpio qemu-img=qemu-utils /usr/lib/qemu/virtiofsd=qemu-system-common newuidmap=uidmap g++=g++ m4=m4 \
	mke2fs=e2fsprogs /usr/include/cmocka.h=libcmocka-dev clang=clang ld.lld=lld curl=curl jq=jq script=bsdutils dot=graphviz skopeo=skopeo umoci=umoci \
	zsh=zsh fish=fish mandoc=mandoc man=man-db gdb=gdb

V ?= 0
Q := $(if $(filter 0,$(V)),@)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all install uninstall demo test bench clean needs-build needs-demo needs-test needs-bench help

all: bin/kraft bin/kraft-fetch bin/kraft-switch

bin/kraft: $(KRAFT_OBJS) | bin
	$(Q)echo "  LD      $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(KRAFT_LIBS)
bin/kraft-fetch: $(FETCH_OBJS) | bin
	$(Q)echo "  LD      $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(FETCH_LIBS)
bin/kraft-switch: $(SWITCH_OBJS) | bin
	$(Q)echo "  LD      $@"; $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(SWITCH_LIBS)
bin:
	@mkdir -p $@

$(HOST)/%.o: %.c Makefile | needs-build
	@mkdir -p $(@D)
	$(Q)echo "  CC      $<"; $(CC) $(HOST_FLAGS) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c $< -o $@
-include $(KRAFT_OBJS:.o=.d) $(FETCH_OBJS:.o=.d) $(SWITCH_OBJS:.o=.d)

# An installation is the programs and what `kraft list pull` copies.
DATA := $(DESTDIR)$(PREFIX)/share/kraft
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DATA) $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions
	install -m 755 bin/kraft bin/kraft-fetch bin/kraft-switch $(DESTDIR)$(PREFIX)/bin
	rm -rf $(DATA)/data $(DATA)/unikraft $(DATA)/libs $(DATA)/apps
	cp -R kraft/data $(DATA)/data
	cp -R unikraft $(DATA)/unikraft
	for d in libs apps; do mkdir -p $(DATA)/$$d; \
		(cd $$d && find . \( -name build -o -name '.config*' -o -name kraft.lock \) -prune -o -type f -print | sed 's,^\./,,') | \
		while read -r f; do install -D -m 644 "$$d/$$f" "$(DATA)/$$d/$$f"; done; done
	bin/kraft help --man-pages $(DESTDIR)$(PREFIX)/share/man/man1
	bin/kraft completion bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/kraft
	bin/kraft completion zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_kraft
	bin/kraft completion fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/kraft.fish
uninstall:
	rm -rf $(DATA)
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/kraft bin/kraft-fetch bin/kraft-switch share/man/man1/kraft.1 share/man/man1/kraft-*.1 \
		share/bash-completion/completions/kraft share/zsh/site-functions/_kraft share/fish/vendor_completions.d/kraft.fish)

demo: needs-demo
	@$(MAKE) --no-print-directory -j2 all
	@tests/demo
test: needs-test
	@$(MAKE) --no-print-directory -j2 all
	@tests/run $(SUITES)
bench: needs-bench
	@$(MAKE) --no-print-directory all
	@bench/run

needs-build:
	@sh kraft/data/needs $(NEEDS_BUILD)
needs-demo:
	@sh kraft/data/needs $(NEEDS_BUILD) $(NEEDS_IMAGE) $(NEEDS_DEMO)
needs-test needs-bench:
	@sh kraft/data/needs $(NEEDS_BUILD) $(NEEDS_IMAGE) $(NEEDS_DEMO) $(NEEDS_TEST)

clean:
	rm -rf build bin

help:
	@echo 'make            bin/kraft, bin/kraft-fetch and bin/kraft-switch'
	@echo 'make demo       iperf3 becomes an image and serves a client (installs what is missing as root)'
	@echo 'make test       all tests; SUITES="kraft unit" some of them'
	@echo 'make bench      measurements; results in build/bench.json'
	@echo 'make install    PREFIX=/usr/local'
	@echo 'make clean      removes build/ and bin/'
