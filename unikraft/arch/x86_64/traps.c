/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptor tables, exceptions and interrupts. An exception is, in this order: a page fault that
 * demand paging resolves, a signal that the program handles, or the end of the system with a
 * report.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <uk/arch/ctx.h>
#include <uk/arch/x86.h>
#include <uk/crash.h>
#include <uk/plat/lcpu.h>
#include <uk/preempt.h>
#include <uk/print.h>
#include <uk/vmem.h>

#define REDZONE 128

/* What the work at an interrupt's end takes of the program's stack. */
#define WORK_STACK 4096

struct idt_gate {
	__u16 offset_low;
	__u16 segment;
	__u8 ist;
	__u8 type;
	__u16 offset_mid;
	__u32 offset_high;
	__u32 reserved;
};
#define IDT_INTERRUPT_GATE 0x8e

struct tss {
	__u32 reserved0;
	__u64 rsp[3];
	__u64 reserved1;
	__u64 ist[7];
	__u64 reserved2;
	__u16 reserved3;
	__u16 io_map;
} __packed;

struct vector_entry {
	x86_vector_handler_t handler;
	void *arg;
};

static struct idt_gate idt[X86_VECTORS] __align(16);
static struct tss tss;
static struct vector_entry vectors[X86_VECTORS - X86_VECTOR_FIRST];
static unsigned int vectors_used;

extern __u64 x86_gdt[];
extern char x86_vector_stubs[];
extern char x86_stack_interrupt_end[], x86_stack_exception_end[], x86_stack_double_fault_end[],
        x86_stack_nmi_end[];
void x86_interrupted(void);
void x86_faulted(void);
void x86_trap(struct __regs *regs);
void x86_interrupt(struct __regs *regs);
void x86_interrupt_deliver(struct __regs *regs);
void x86_fault_deliver(struct __regs *regs, int signo, int code, __uptr address);

/* Provided by ukvmem and uksignal when they are there. */
__weak int uk_vmem_fault(__vaddr_t address, unsigned int access);
__weak __uptr uk_signal_fault_stack(int signo, __uptr sp);
__weak void uk_signal_fault(struct __regs *regs, int signo, int code, __uptr addr);

static __u8 vector_stack(unsigned int vector)
{
	if (vector >= X86_VECTOR_FIRST)
		return X86_IST_INTERRUPT;
	if (vector == 8)
		return X86_IST_DOUBLE_FAULT;
	if (vector == 2 || vector == 18)
		return X86_IST_NMI;
	return X86_IST_EXCEPTION;
}

void x86_traps_init(void)
{
	struct {
		__u16 limit;
		__u64 base;
	} __packed pointer = {sizeof(idt) - 1, (__u64)idt};
	__u64 base = (__u64)&tss;
	__u64 stub = (__u64)x86_vector_stubs;
	unsigned int i;

	for (i = 0; i < X86_VECTORS; i++, stub += 16) {
		idt[i].offset_low = (__u16)stub;
		idt[i].offset_mid = (__u16)(stub >> 16);
		idt[i].offset_high = (__u32)(stub >> 32);
		idt[i].segment = X86_SEGMENT_CODE;
		idt[i].ist = vector_stack(i);
		idt[i].type = IDT_INTERRUPT_GATE;
	}
	tss.ist[X86_IST_INTERRUPT - 1] = (__u64)x86_stack_interrupt_end;
	tss.ist[X86_IST_EXCEPTION - 1] = (__u64)x86_stack_exception_end;
	tss.ist[X86_IST_DOUBLE_FAULT - 1] = (__u64)x86_stack_double_fault_end;
	tss.ist[X86_IST_NMI - 1] = (__u64)x86_stack_nmi_end;
	tss.io_map = sizeof(tss);
	x86_gdt[X86_SEGMENT_TSS / 8] = (sizeof(tss) - 1) | ((base & 0xffffff) << 16) |
	                               (0x89ull << 40) | ((base >> 24 & 0xff) << 56);
	x86_gdt[X86_SEGMENT_TSS / 8 + 1] = base >> 32;
	__asm__ volatile("lidt %0" : : "m"(pointer));
	__asm__ volatile("ltr %w0" : : "r"(X86_SEGMENT_TSS));
}

int x86_vector_alloc(x86_vector_handler_t handler, void *arg)
{
	if (vectors_used == X86_VECTOR_SPURIOUS - X86_VECTOR_FIRST)
		return -ENOSPC;
	vectors[vectors_used].arg = arg;
	vectors[vectors_used].handler = handler;
	return X86_VECTOR_FIRST + (int)vectors_used++;
}

/*
 * Let the interrupted thread go on in entry, on the stack that ends at sp, with the frame copied
 * there and the count at one. The copy may fault on a demand-paged stack; that is in order, since
 * it was program context that was interrupted.
 */
static void redirect(struct __regs *regs, __uptr sp, void (*entry)(void))
{
	struct __regs *copy = (struct __regs *)ALIGN_DOWN(sp, 16UL) - 1;

	*copy = *regs;
	regs->rip = (__u64)entry;
	regs->rsp = (__u64)copy;
	regs->eflags &= ~(__u64)0x40600; /* alignment check, direction and interrupt flag */
	uk_preempt_disable();
}

/*
 * A program that has nearly used its stack up is not told of it by an interrupt that needs more:
 * the work waits for the next interrupt or system call.
 */
static int has_room(__uptr sp)
{
	__vaddr_t page = PAGE_ALIGN_DOWN(sp - REDZONE - WORK_STACK - uk_cpu_current()->xsave_len);
	unsigned int attr;

	if (!uk_paging_query(page, NULL, &attr, NULL))
		return attr & UK_PAGE_WRITE;
	return !uk_vmem_fault || !uk_vmem_fault(page, UK_VMEM_WRITE);
}

void x86_interrupt(struct __regs *regs)
{
	struct uk_cpu *cpu = uk_cpu_current();
	struct vector_entry *entry = &vectors[regs->vector - X86_VECTOR_FIRST];

	cpu->in_interrupt++;
	if (entry->handler)
		entry->handler(entry->arg);
	cpu->in_interrupt--;

	if (cpu->preempt == 0 && has_room(regs->rsp)) /* program context, and there is work */
		redirect(regs, regs->rsp - REDZONE, x86_interrupted);
}

/* Kernel context of the interrupted thread. Ends with interrupts off, count zero and no work left.
 */
void x86_interrupt_deliver(struct __regs *regs)
{
	/* never zero while interrupts are on, or each could start anew on this stack */
	while (uk_preempt_leave()) {
		uk_preempt_disable();
		ukplat_lcpu_enable_irq();
		uk_preempt_work_interrupted(regs);
		ukplat_lcpu_disable_irq();
	}
}

void x86_fault_deliver(struct __regs *regs, int signo, int code, __uptr address)
{
	ukplat_lcpu_enable_irq();
	uk_preempt_enable();
	uk_signal_fault(regs, signo, code, address);
}

struct fault {
	int signo;
	int code;
	__uptr address;
};

static struct fault fault_of(const struct __regs *regs)
{
	struct fault f = {SIGSEGV, SI_KERNEL, 0};

	switch (regs->vector) {
	case 0:
		f = (struct fault){SIGFPE, FPE_INTDIV, regs->rip};
		break;
	case 1:
		f = (struct fault){SIGTRAP, SI_KERNEL, regs->rip};
		break;
	case 3:
		f = (struct fault){SIGTRAP, SI_KERNEL, 0};
		break;
	case 6:
		f = (struct fault){SIGILL, ILL_ILLOPN, regs->rip};
		break;
	case 14:
		f.address = X86_READ_CR(2);
		f.code = regs->error_code & 1 ? SEGV_ACCERR : SEGV_MAPERR;
		break;
	case 16:
	case 19:
		f = (struct fault){SIGFPE, FPE_FLTINV, regs->rip};
		break;
	case 17:
		f = (struct fault){SIGBUS, BUS_ADRALN, 0};
		break;
	default:
		break;
	}
	return f;
}

/* 0 when demand paging resolved it; otherwise what ukvmem says is wrong. */
static int page_fault(const struct __regs *regs)
{
	unsigned int access = UK_VMEM_READ;

	if (regs->error_code & 2)
		access = UK_VMEM_WRITE;
	else if (regs->error_code & 16)
		access = UK_VMEM_EXEC;
	return uk_vmem_fault ? uk_vmem_fault(X86_READ_CR(2), access) : -EFAULT;
}

/* A page that is absent may be one that an area has but forbids, or one that could not be had. */
static void refine(struct fault *f, int rc)
{
	if (rc == -EACCES)
		f->code = SEGV_ACCERR;
	if (rc != -ENXIO && rc != -ENOMEM)
		return;
	f->signo = SIGBUS;
	f->code = BUS_ADRERR;
}

void x86_trap(struct __regs *regs)
{
	struct fault f;
	__uptr sp = 0;
	int rc = -EFAULT;

	if (regs->vector == 14 && !(rc = page_fault(regs)))
		return;
	f = fault_of(regs);
	refine(&f, rc);
	if (regs->vector != 2 && regs->vector != 8 && !uk_preempt_count() &&
	    !uk_cpu_current()->in_interrupt && uk_signal_fault_stack)
		sp = uk_signal_fault_stack(f.signo, regs->rsp - REDZONE);
	if (!sp) {
		if (rc == -ENOMEM)
			uk_pr_crit("out of memory: the program was promised more than there is; "
			           "give the machine more memory\n");
		uk_crash_trap(regs, f.signo, f.address);
	}
	redirect(regs, sp, x86_faulted);
	regs->rsi = (__u64)f.signo;
	regs->rdx = (__u64)f.code;
	regs->rcx = f.address;
}
