# SPDX-License-Identifier: BSD-3-Clause
# What the tests of kraft run share: a private state and tiny images that are assembled on the spot.

setup() {
	KRAFT=${KRAFT:-$BATS_TEST_DIRNAME/../../bin/kraft}
	cd "$BATS_TEST_TMPDIR"
	# What was found out about acceleration holds for all tests.
	export XDG_CACHE_HOME=$BATS_FILE_TMPDIR/cache
	export HOME=$PWD/home KRAFT_MACHINES=$PWD/machines
	unset KRAFT_QEMU
	mkdir -p home
}

teardown() {
	"$KRAFT" rm -f --all >/dev/null 2>&1 || true
	if [ -n "${HOLDER:-}" ]; then
		kill "$HOLDER" 2>/dev/null || true
		wait "$HOLDER" 2>/dev/null || true
	fi
}

# image FILE CODE: assembles 32-bit CODE as an image that boots by PVH. In it: `print TEXT`, `report N` (status and end).
image() {
	cat >"$1.S" <<-S
		.macro report status
			mov \$0x502, %dx
			mov \$\status, %al
			out %al, %dx
			mov \$0x501, %dx
			out %al, %dx
		.endm
		.macro print text
			.pushsection .rodata
		9:	.asciz "\text"
			.popsection
			mov \$9b, %esi
			call puts
		.endm
		.code32
		.globl _start
		_start:
			mov %ebx, %ebp
			mov \$stack, %esp
		$2
		1:	hlt
			jmp 1b
		puts:	mov \$0x3f8, %dx
		2:	lodsb
			test %al, %al
			jz 3f
			out %al, %dx
			jmp 2b
		3:	ret
		.section .note.Xen, "a", @note
			.long 4, 4, 18
			.asciz "Xen"
			.long _start
		.bss
			.skip 256
		stack:
		.section .note.GNU-stack, "", @progbits
	S
	cat >image.ld <<-S
		ENTRY(_start)
		PHDRS { load PT_LOAD; note PT_NOTE; }
		SECTIONS {
			. = 0x100000;
			.text : { *(.text) *(.rodata) } :load
			.note.Xen : { *(.note.Xen) } :load :note
			.bss : { *(.data) *(.bss) } :load
		}
	S
	gcc -c "$1.S" -o "$1.o"
	ld -N --no-warn-rwx-segments -T image.ld --build-id=none -o "$1" "$1.o"
}

wait_for() {
	for _ in $(seq 100); do
		if eval "$1"; then
			return 0
		fi
		sleep 0.1
	done
	return 1
}

free_port() {
	python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
