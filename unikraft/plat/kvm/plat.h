/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of this platform offer one another. Not for libraries: those use uk/plat. */
#ifndef KVM_PLAT_H
#define KVM_PLAT_H

#include <uk/essentials.h>

/* PVH start information (Xen public/arch-x86/hvm/start_info.h describes the fields) */
#define HVM_START_MAGIC 0x336ec578
struct hvm_start_info {
	__u32 magic;
	__u32 version;
	__u32 flags;
	__u32 nr_modules;
	__u64 modlist_paddr;
	__u64 cmdline_paddr;
	__u64 rsdp_paddr;
	__u64 memmap_paddr; /* from version 1 */
	__u32 memmap_entries;
	__u32 reserved;
};
struct hvm_module {
	__u64 paddr;
	__u64 size;
	__u64 cmdline_paddr;
	__u64 reserved;
};
struct hvm_memmap_entry {
	__u64 addr;
	__u64 size;
	__u32 type; /* 1: RAM */
	__u32 reserved;
};

/* Where the image runs (place.c). The entry code calls both in turn, the second one at the new
 * place. The first makes the image ready to run elsewhere, the second takes the linked place away.
 * The distance is 0 when the image stays. */
__uptr plat_image_place(const struct hvm_start_info *info);
void plat_image_placed(__uptr distance);

/* Hands the free memory to the frame allocator; keeps the image, modules and command line.
 * (memory.c) */
void kvm_memory_init(const struct hvm_start_info *info);

/* The ACPI tables (acpi.c): by signature, checksum verified; NULL when absent. */
struct acpi_header {
	char signature[4];
	__u32 length;
	__u8 revision;
	__u8 checksum;
	char oem[6];
	char oem_table[8];
	__u32 oem_revision;
	__u32 creator;
	__u32 creator_revision;
} __packed;
void kvm_acpi_init(__paddr_t rsdp);
const struct acpi_header *kvm_acpi_find(const char *signature);

/* Local APIC and its timer (lapic.c) */
void kvm_lapic_init(void);
void kvm_lapic_eoi(void);
__u32 kvm_lapic_id(void);
void kvm_lapic_timer_init(void);
/* The TSC's frequency by the local APIC's timer, for machines that have nothing else; takes some
 * milliseconds. */
__u64 kvm_lapic_measure_tsc_khz(void);

/* A vector whose handler is followed by the end of interrupt (irq.c): the vector or -ENOSPC */
int kvm_irq_vector_alloc(void (*handler)(void *), void *arg);

/* Clock (clock.c). The frequency of the TSC in kHz, 0 while it is not known. */
void kvm_clock_init(void);
__u64 kvm_tsc_khz(void);

/* KVM's paravirtual clock (pvclock.c): 0, or -ENODEV */
int kvm_pvclock_init(void);
__u64 kvm_pvclock_tsc_khz(void);
__nsec kvm_pvclock_wall_at_boot(void);

/* Battery-backed clock (rtc.c): seconds since 1970, 0 when there is none */
__u64 kvm_rtc_read(void);

/* Serial console (console.c) */
void kvm_console_init(void);

#endif /* KVM_PLAT_H */
