/* SPDX-License-Identifier: BSD-3-Clause */
/* The console: a 16550 serial port at 0x3f8, or QEMU's and Bochs's debug port 0xe9 where there is
 * none. */
#include <uk/arch/x86.h>
#include <uk/defer.h>
#include <uk/plat/console.h>
#include <uk/plat/irq.h>

#include "plat.h"

#define UART_BASE 0x3f8
#define UART_IRQ  4
#define UART_DATA (UART_BASE + 0)
#define UART_IER  (UART_BASE + 1)
#define UART_FCR  (UART_BASE + 2)
#define UART_LCR  (UART_BASE + 3)
#define UART_MCR  (UART_BASE + 4)
#define UART_LSR  (UART_BASE + 5)
#define UART_SCR  (UART_BASE + 7)

#define UART_IER_RECEIVE      0x01
#define UART_FCR_ENABLE       0x07 /* FIFOs on and emptied */
#define UART_LCR_8N1          0x03
#define UART_LCR_DLAB         0x80
#define UART_MCR_DTR_RTS_OUT2 0x0b
#define UART_LSR_DATA_READY   0x01
#define UART_LSR_THR_EMPTY    0x20
#define UART_FIFO_LEN         16

#define DEBUG_PORT 0xe9

static __u8 have_uart;
static __u8 transmit_len = UART_FIFO_LEN;
static struct uk_defer *input_work;

void kvm_console_init(void)
{
	/* the scratch register keeps a value where there is a port */
	x86_outb(UART_SCR, 0x5a);
	have_uart = x86_inb(UART_SCR) == 0x5a;
	if (!have_uart)
		return;
	x86_outb(UART_IER, 0);
	x86_outb(UART_LCR, UART_LCR_DLAB);
	x86_outb(UART_DATA, 1); /* 115200 baud */
	x86_outb(UART_IER, 0);
	x86_outb(UART_LCR, UART_LCR_8N1);
	/* Switching the FIFOs on empties them. What was typed before the boot stays where it is,
	 * and the port goes on without FIFOs. */
	if (x86_inb(UART_LSR) & UART_LSR_DATA_READY)
		transmit_len = 1;
	else
		x86_outb(UART_FCR, UART_FCR_ENABLE);
	x86_outb(UART_MCR, UART_MCR_DTR_RTS_OUT2);
}

/* The FIFO takes all of its bytes each time that it is empty. */
static void put_byte(char c)
{
	static unsigned int room;

	if (!have_uart) {
		x86_outb(DEBUG_PORT, (__u8)c);
		return;
	}
	if (!room) {
		while (!(x86_inb(UART_LSR) & UART_LSR_THR_EMPTY))
			;
		room = transmit_len;
	}
	room--;
	x86_outb(UART_DATA, (__u8)c);
}

int ukplat_coutk(const char *buf, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++) {
		if (buf[i] == '\n')
			put_byte('\r');
		put_byte(buf[i]);
	}
	return (int)len;
}

int ukplat_coutd(const char *buf, unsigned int len)
{
	return ukplat_coutk(buf, len);
}

int ukplat_cink(char *buf, unsigned int maxlen)
{
	unsigned int n = 0;

	while (have_uart && n < maxlen && (x86_inb(UART_LSR) & UART_LSR_DATA_READY))
		buf[n++] = (char)x86_inb(UART_DATA);
	return (int)n;
}

static void uart_interrupt(void *arg __maybe_unused)
{
	uk_defer(input_work);
}

void ukplat_console_on_input(struct uk_defer *work)
{
	if (!have_uart || input_work)
		return;
	input_work = work;
	if (ukplat_irq_register(UART_IRQ, 0, uart_interrupt, NULL) == 0)
		x86_outb(UART_IER, UART_IER_RECEIVE);
}
