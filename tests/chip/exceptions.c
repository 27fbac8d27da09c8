// exceptions.c - what a Cortex-M33 does about exceptions and protection, told over semihosting: for
// QEMU's mps2-an505 and for the emulated RP2350, which have to tell the same. RAM is where the
// machine has it; addresses are told less that.
#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define ICSR              REGISTER(0xe000ed04)
#define CCR               REGISTER(0xe000ed14)
#define SHPR2             REGISTER(0xe000ed1c)
#define SHPR3             REGISTER(0xe000ed20)
#define SHCSR             REGISTER(0xe000ed24)
#define CFSR              REGISTER(0xe000ed28)
#define HFSR              REGISTER(0xe000ed2c)
#define MMFAR             REGISTER(0xe000ed34)
#define CPACR             REGISTER(0xe000ed88)
#define MPU_CTRL          REGISTER(0xe000ed94)
#define MPU_RNR           REGISTER(0xe000ed98)
#define MPU_RBAR          REGISTER(0xe000ed9c)
#define MPU_RLAR          REGISTER(0xe000eda0)
#define MPU_RBAR_A1       REGISTER(0xe000eda4)
#define MPU_RLAR_A1       REGISTER(0xe000eda8)
#define MPU_MAIR0         REGISTER(0xe000edc0)
#define NVIC_ISER0        REGISTER(0xe000e100)
#define NVIC_ISPR0        REGISTER(0xe000e200)
#define NVIC_IPR          ((volatile uint8_t *)0xe000e400)

#define FREE_IRQ  7 // nothing on either machine raises it
#define OTHER_IRQ 8
#define PENDSVSET (1u << 28)
#define PENDSTSET (1u << 26)
#define PAGE      ((volatile uint32_t *)(RAM + 0x4000))
#define BX_LR     0x4770

enum { XN = 1, READ_ONLY = 4, FOR_ALL = 2 };

static char text[8192];
static uint32_t length;
static volatile uint32_t skip;    // how far a fault's handler goes on behind the instruction
static volatile uint32_t landing; // where it goes on instead, if not 0

static void finish(void);

static void put(char character)
{
    text[length++] = character;
    if (length == sizeof text - 1) {
        finish();
    }
}

static void tell(const char *name, uint32_t value)
{
    while (*name != 0) {
        put(*name++);
    }
    put(' ');
    for (int shift = 28; shift >= 0; shift -= 4) {
        put("0123456789abcdef"[(value >> shift) & 15]);
    }
    put('\n');
}

static uint32_t semihosting(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt #0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void finish(void)
{
    text[length] = 0;
    semihosting(4, text);
    semihosting(0x18, (const void *)0x20026);
    for (;;) {
    }
}

static uint32_t ipsr(void)
{
    uint32_t number;
    __asm__ volatile("mrs %0, ipsr" : "=r"(number));
    return number;
}

// Every handler comes here with the frame it interrupted and what LR said.
__attribute__((used)) static void handle(uint32_t *frame, uint32_t code)
{
    tell("exception", ipsr());
    tell(" lr", code);
    tell(" psr",
         frame[7] & 0x07ffffff); // without the flags: when an interrupt comes in between is open
    if (ipsr() >= 3 && ipsr() <= 6) {
        tell(" cfsr", CFSR);
        tell(" hfsr", HFSR);
        if ((CFSR & 0x80) != 0) {
            tell(" mmfar", MMFAR - (MMFAR >= 0xe0000000 ? 0 : RAM));
        }
        CFSR = CFSR;
        HFSR = HFSR;
        frame[6] = landing != 0 ? landing & ~1u : frame[6] + skip;
        frame[7] = (frame[7] & ~0x0600fc00u) | (1u << 24); // no IT block, and Thumb
        landing = 0;
    }
    if (ipsr() == 14) {
        NVIC_ISPR0 = 1u << FREE_IRQ; // of a higher priority: it comes at once
        tell(" in pendsv", 0);
    }
    if (ipsr() == 11) {
        tell(" r0", frame[0]);
        tell(" r12", frame[4]);
        if (frame[0] == 99) {
            const uint32_t privileged = 0;
            __asm__ volatile("msr control, %0" ::"r"(privileged));
        }
        frame[0] = 77;
    }
}

__attribute__((naked, used)) static void handler(void)
{
    __asm__ volatile(
        "tst lr, #4\n ite eq\n mrseq r0, msp\n mrsne r0, psp\n mov r1, lr\n push {r4, lr}\n"
        "vmov s0, r1\n vmov s15, r1\n bl handle\n pop {r4, pc}\n");
}

static uint32_t call(uint32_t value)
{
    register uint32_t r0 __asm__("r0") = value;
    __asm__ volatile("mov r12, #34\n svc #1\n" : "+r"(r0)::"r12", "memory");
    return r0;
}

static void priorities(void)
{
    SHPR2 = 0x40u << 24;                   // SVCall
    SHPR3 = (0x60u << 24) | (0x80u << 16); // SysTick, PendSV
    NVIC_IPR[FREE_IRQ] = 0x20;
    NVIC_IPR[OTHER_IRQ] = 0xa0;
    NVIC_ISER0 = (1u << FREE_IRQ) | (1u << OTHER_IRQ);
    tell("masked", 0);
    __asm__ volatile("cpsid i");
    ICSR = PENDSVSET;
    ICSR = PENDSTSET;
    NVIC_ISPR0 = (1u << FREE_IRQ) | (1u << OTHER_IRQ);
    tell("pending", ICSR & 0x007ff000);
    __asm__ volatile("cpsie i\n isb");
    tell("unmasked", ICSR & ~0x800u); // RETTOBASE means nothing in a thread
    const uint32_t level = 0x70;
    __asm__ volatile("msr basepri, %0" ::"r"(level));
    ICSR = PENDSVSET; // below what is masked
    ICSR = PENDSTSET; // above it
    __asm__ volatile("isb");
    tell("above", 0);
    const uint32_t all = 0;
    __asm__ volatile("msr basepri, %0\n isb" ::"r"(all));
    tell("all", 0);
}

static void process_stack(void)
{
    const uint32_t top = RAM + 0x6000, back = 0, process = 2;
    uint32_t control, got;
    __asm__ volatile("msr psp, %0\n msr control, %1\n isb" ::"r"(top), "r"(process));
    got = call(5);
    __asm__ volatile("mrs %0, control" : "=r"(control));
    __asm__ volatile("msr control, %0\n isb" ::"r"(back));
    tell("called", got);
    tell("control", control);
}

static void floats(void)
{
    uint32_t low, high, control;
    __asm__ volatile("vmov.f32 s0, #2.0\n vmov.f32 s15, #3.0\n svc #2\n vmov %0, s0\n vmov %1, "
                     "s15\n mrs %2, control"
                     : "=r"(low), "=r"(high), "=r"(control)::"r0", "r1", "r2", "r3", "r12", "s0",
                       "s15", "memory");
    tell("s0", low);
    tell("s15", high);
    tell("control", control);
}

static void faults(void)
{
    tell("undefined, no handler of its own", 0);
    skip = 2;
    __asm__ volatile("udf #1");
    SHCSR = 7u << 16;
    tell("undefined", 0);
    __asm__ volatile("udf #2");
    tell("undefined in an IT block", 0);
    __asm__ volatile("cmp r0, r0\n itt eq\n udfeq #3\n nopeq" ::: "cc");
    skip = 4;
    CCR |= 1u << 4;
    tell("divided by zero", 0);
    __asm__ volatile("movs r0, #0\n sdiv r0, r0, r0" ::: "r0", "cc");
    tell("unaligned pair", 0);
    __asm__ volatile("ldrd r2, r3, [%0]" ::"r"(RAM + 0x4002) : "r2", "r3");
    tell("no such coprocessor", 0);
    __asm__ volatile("mrc p5, #0, r0, c0, c0, #0" ::: "r0");
    tell("to another instruction set", 0);
    landing = (uint32_t) && landed;
    __asm__ goto("adr r0, 1f\n bx r0\n .p2align 2\n1: nop\n b %l0" ::: "r0" : landed);
landed:
    tell("stack limit", 0);
    const uint32_t top = RAM + 0x6000, limit = RAM + 0x5f00, none = 0, process = 2, back = 0;
    skip = 2;
    __asm__ volatile("msr psp, %0\n msr psplim, %1\n msr control, %2\n isb\n sub sp, #0x80\n sub "
                     "sp, #0x100\n add sp, #0x80\n"
                     "msr control, %3\n isb\n msr psplim, %4" ::"r"(top),
                     "r"(limit), "r"(process), "r"(back), "r"(none));
}

static void region(uint32_t number, uint32_t base, uint32_t last, uint32_t rights)
{
    MPU_RNR = number;
    MPU_RBAR = (base & ~31u) | rights;
    MPU_RLAR = (last & ~31u) | 1;
}

static void protect(uint32_t control)
{
    __asm__ volatile("dsb");
    MPU_CTRL = control;
    __asm__ volatile("dsb\n isb" ::: "memory");
}

static void touch(const char *what, uint32_t offset)
{
    tell(what, offset);
    skip = 4;
    __asm__ volatile("str.w %0, [%1]\n ldr.w r3, [%1]" ::"r"(offset), "r"(RAM + offset)
                     : "r3", "memory");
}

static void run_there(const char *what, uint32_t offset)
{
    tell(what, offset);
    __asm__ volatile(
        "adr r2, 1f\n str r2, [%1]\n blx %0\n .p2align 2\n1: nop" ::"r"((RAM + offset) | 1),
        "r"(&landing)
        : "r0", "r1", "r2", "r3", "r12", "lr", "memory");
    landing = 0;
}

static void regions(void)
{
    *(volatile uint16_t *)(RAM + 0x4000) = BX_LR;
    *(volatile uint16_t *)(RAM + 0x4100) = BX_LR;
    *(volatile uint16_t *)(RAM + 0x4500) = BX_LR;
    MPU_MAIR0 = 0xff;
    run_there("run without protection", 0x4000);
    touch("write without protection", 0x4010);
    region(0, RAM, RAM + 0x3fff, 0);
    region(1, RAM + 0x4000, RAM + 0x40ff, XN);
    region(2, RAM + 0x4100, RAM + 0x41ff, READ_ONLY);
    region(3, RAM + 0x4200, RAM + 0x42ff, FOR_ALL | XN);
    region(4, RAM + 0x4280, RAM + 0x437f, FOR_ALL | XN); // over the one before
    region(5, RAM + 0x5000, RAM + 0x7fff, FOR_ALL);
    region(6, CODE, CODE + 0xffff, READ_ONLY | FOR_ALL);
    protect(1);
    run_there("run where it never may", 0x4000);
    touch("write there", 0x4010);
    run_there("run what is read only", 0x4100);
    touch("write what is read only", 0x4110);
    touch("in one region", 0x4200);
    touch("in two regions", 0x4290);
    touch("across the edge of a region", 0x41fe);
    touch("in no region", 0x4400);
    protect(5);
    touch("in no region, with a background", 0x4400);
    run_there("run what has a background alone", 0x4500);
    // Without privilege, until the service call: what is not for all refuses, and what is does not.
    tell("without privilege", 0);
    skip = 4;
    __asm__ volatile("movs r0, #1\n msr control, r0\n isb\n str.w r0, [%0]\n str.w r0, [%1]\n movs "
                     "r0, #99\n svc #3\n isb" ::"r"(RAM + 0x4010),
                     "r"(RAM + 0x4200)
                     : "r0", "r1", "r2", "r3", "r12", "memory");
    MPU_RNR = 4; // its aliases are 5 and on
    MPU_RLAR_A1 = 0;
    MPU_RNR = 5;
    tell("an alias", MPU_RLAR & 1);
    protect(0);
    touch("in no region, protection off", 0x4400);
}

__attribute__((used)) static void begin(void)
{
    CPACR |= 0xfu << 20;
    __asm__ volatile("dsb\n isb");
    priorities();
    tell("from the main stack", call(5));
    process_stack();
    floats();
    faults();
    regions();
    finish();
}

__attribute__((section(".vectors"), used)) static const void *const vectors[16 + 16] = {
    (void *)(RAM + 0x8000),
    begin,
    handler,
    handler,
    handler,
    handler,
    handler,
    0,
    0,
    0,
    0,
    handler,
    handler,
    0,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
    handler,
};
