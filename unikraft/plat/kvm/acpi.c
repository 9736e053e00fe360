/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding ACPI tables (ACPI 6.4, section 5.2). Nothing is read before somebody asks for a table. */
#include <string.h>
#include <uk/essentials.h>

#include "plat.h"

struct acpi_rsdp {
	char signature[8];
	__u8 checksum;
	char oem[6];
	__u8 revision;
	__u32 rsdt;
	__u32 length;
	__u64 xsdt;
	__u8 extended_checksum;
	__u8 reserved[3];
} __packed;

#define RSDP_V1_LEN     20
#define BIOS_AREA_START 0xe0000
#define BIOS_AREA_END   0x100000
#define TABLE_LEN_MAX   (1u << 20)
#define LOW_4GIB        0x100000000ull

static __paddr_t rsdp_address;

void kvm_acpi_init(__paddr_t rsdp)
{
	rsdp_address = rsdp;
}

static int sum_is_zero(const void *data, __sz len)
{
	const __u8 *p = data;
	__u8 sum = 0;

	while (len--)
		sum = (__u8)(sum + *p++);
	return sum == 0;
}

static const struct acpi_rsdp *rsdp_at(__paddr_t address)
{
	const struct acpi_rsdp *rsdp = (const struct acpi_rsdp *)address;

	if (memcmp(rsdp->signature, "RSD PTR ", 8) || !sum_is_zero(rsdp, RSDP_V1_LEN))
		return NULL;
	return rsdp;
}

static const struct acpi_rsdp *rsdp_search(__paddr_t start, __paddr_t end)
{
	const struct acpi_rsdp *rsdp = NULL;

	for (; start < end && !rsdp; start += 16)
		rsdp = rsdp_at(start);
	return rsdp;
}

/* Where the loader says, else where a PC's firmware puts it (the pointer to the other place lies in
 * the absent first page). */
static const struct acpi_rsdp *rsdp_find(void)
{
	if (rsdp_address)
		return rsdp_at(rsdp_address);
	return rsdp_search(BIOS_AREA_START, BIOS_AREA_END);
}

static const struct acpi_header *table_at(__paddr_t address, const char *signature)
{
	const struct acpi_header *table = (const struct acpi_header *)address;

	/* tables beyond the direct map at boot do not occur on the machines of this platform */
	if (!address || address >= LOW_4GIB || memcmp(table->signature, signature, 4) ||
	    table->length < sizeof(*table) || table->length > TABLE_LEN_MAX ||
	    !sum_is_zero(table, table->length))
		return NULL;
	return table;
}

const struct acpi_header *kvm_acpi_find(const char *signature)
{
	const struct acpi_rsdp *rsdp = rsdp_find();
	const struct acpi_header *root = NULL, *table;
	__sz width = sizeof(__u64);
	const __u8 *entry, *end;
	__u64 address;

	if (!rsdp)
		return NULL;
	if (rsdp->revision >= 2)
		root = table_at(rsdp->xsdt, "XSDT");
	if (!root) {
		root = table_at(rsdp->rsdt, "RSDT");
		width = sizeof(__u32);
	}
	if (!root)
		return NULL;
	end = (const __u8 *)root + root->length;
	for (entry = (const __u8 *)(root + 1); entry + width <= end; entry += width) {
		address = 0;
		memcpy(&address, entry, width);
		table = table_at(address, signature);
		if (table)
			return table;
	}
	return NULL;
}
