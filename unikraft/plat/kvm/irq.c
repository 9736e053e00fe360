/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupt lines: I/O APICs as the MADT lists them (ACPI 6.4, section 5.2.12; Intel 82093AA), and
 * the vectors' handlers. */
#include <errno.h>
#include <uk/arch/x86.h>
#include <uk/essentials.h>
#include <uk/plat/irq.h>

#include "plat.h"

#define HANDLER_MAX              32
#define IOAPIC_MAX               4
#define IOAPIC_DEFAULT           0xfec00000u
#define IOAPIC_WINDOW            0x10
#define IOAPIC_VERSION           1
#define IOAPIC_REDIRECTION(line) (0x10 + 2 * (line))
#define IOAPIC_LOW               (1u << 13)
#define IOAPIC_LEVEL             (1u << 15)

#define MADT_IOAPIC   1
#define MADT_OVERRIDE 2

struct madt_entry {
	__u8 type, length;
	union {
		struct {
			__u8 id, reserved;
			__u32 address, gsi_base;
		} __packed ioapic;
		struct {
			__u8 bus, source;
			__u32 gsi;
			__u16 flags;
		} __packed override;
	};
} __packed;

struct ioapic {
	volatile __u32 *base;
	__u32 gsi, lines;
};

struct handler {
	ukplat_irq_handler_t function;
	void *arg;
	struct handler *next; /* others on the same line */
	int vector;
	__u32 gsi;
};

/* A handler that has no line: a message-signalled interrupt. */
#define NO_LINE 0xffffffffu

static struct handler handlers[HANDLER_MAX];
static unsigned int handlers_used;
static struct ioapic ioapics[IOAPIC_MAX];
static unsigned int ioapic_count;
static const struct acpi_header *madt;

static void vector_interrupt(void *arg)
{
	struct handler *h;

	for (h = arg; h; h = h->next)
		h->function(h->arg);
	/* after the handlers, so that a level-triggered line which they have quieted does not come
	 * again */
	kvm_lapic_eoi();
}

static struct handler *handler_new(ukplat_irq_handler_t function, void *arg)
{
	struct handler *h = &handlers[handlers_used];

	if (handlers_used == HANDLER_MAX)
		return NULL;
	handlers_used++;
	*h = (struct handler){.function = function, .arg = arg, .gsi = NO_LINE};
	return h;
}

int kvm_irq_vector_alloc(ukplat_irq_handler_t function, void *arg)
{
	struct handler *h = handler_new(function, arg);

	if (!h)
		return -ENOSPC;
	h->vector = x86_vector_alloc(vector_interrupt, h);
	return h->vector;
}

/* The handler that a line has already, or NULL. */
static struct handler *handler_of(__u32 gsi)
{
	struct handler *h;

	for (h = handlers; h < handlers + handlers_used; h++)
		if (h->gsi == gsi)
			return h;
	return NULL;
}

static __u32 ioapic_read(struct ioapic *io, __u32 reg)
{
	io->base[0] = reg;
	return io->base[IOAPIC_WINDOW / 4];
}

static void ioapic_write(struct ioapic *io, __u32 reg, __u32 value)
{
	io->base[0] = reg;
	io->base[IOAPIC_WINDOW / 4] = value;
}

static void ioapic_add(__u32 address, __u32 gsi)
{
	struct ioapic *io = &ioapics[ioapic_count];

	if (ioapic_count == IOAPIC_MAX)
		return;
	io->base = (volatile __u32 *)(__uptr)address;
	io->gsi = gsi;
	io->lines = (ioapic_read(io, IOAPIC_VERSION) >> 16 & 0xff) + 1;
	ioapic_count++;
}

static const struct madt_entry *madt_next(const struct madt_entry *e)
{
	const __u8 *end = (const __u8 *)madt + madt->length;
	const __u8 *next = e ? (const __u8 *)e + e->length : (const __u8 *)madt + 44;

	e = (const struct madt_entry *)next;
	return next + 2 <= end && e->length >= 2 && next + e->length <= end ? e : NULL;
}

static void ioapics_find(void)
{
	const struct madt_entry *e = NULL;

	if (ioapic_count)
		return;
	madt = kvm_acpi_find("APIC");
	while (madt && (e = madt_next(e)))
		if (e->type == MADT_IOAPIC)
			ioapic_add(e->ioapic.address, e->ioapic.gsi_base);
	if (!ioapic_count)
		ioapic_add(IOAPIC_DEFAULT, 0);
}

/* ISA lines may be wired to another input. */
static unsigned int override(unsigned int irq, unsigned int *flags)
{
	const struct madt_entry *e = NULL;

	while (madt && irq < 16 && (e = madt_next(e))) {
		if (e->type != MADT_OVERRIDE || e->override.source != irq)
			continue;
		if ((e->override.flags & 3) == 3)
			*flags |= UKPLAT_IRQ_LOW;
		if ((e->override.flags >> 2 & 3) == 3)
			*flags |= UKPLAT_IRQ_LEVEL;
		return e->override.gsi;
	}
	return irq;
}

int ukplat_irq_register(unsigned int irq, unsigned int flags, ukplat_irq_handler_t handler,
                        void *arg)
{
	struct ioapic *io;
	struct handler *first, *added;
	unsigned int gsi, line;

	ioapics_find();
	gsi = override(irq, &flags);
	for (io = ioapics; io < ioapics + ioapic_count; io++)
		if (gsi >= io->gsi && gsi - io->gsi < io->lines)
			break;
	if (io == ioapics + ioapic_count)
		return -ENOENT;
	line = gsi - io->gsi;
	/* QEMU delivers input 0 of every I/O APIC, not only of the first one as the ISA timer's, at
	 * input 2 */
	if (line == 0 && io != ioapics)
		line = 2;
	first = handler_of(io->gsi + line);
	added = handler_new(handler, arg);
	if (!added)
		return -ENOSPC;
	if (first) {
		added->next = first->next;
		first->next = added;
		return 0;
	}
	added->vector = x86_vector_alloc(vector_interrupt, added);
	if (added->vector < 0)
		return added->vector;
	added->gsi = io->gsi + line;
	ioapic_write(io, IOAPIC_REDIRECTION(line) + 1, kvm_lapic_id() << 24);
	ioapic_write(io, IOAPIC_REDIRECTION(line),
	             (__u32)added->vector | (flags & UKPLAT_IRQ_LOW ? IOAPIC_LOW : 0) |
	                     (flags & UKPLAT_IRQ_LEVEL ? IOAPIC_LEVEL : 0));
	return 0;
}
