// SPDX-License-Identifier: MIT
// protections.c - what an ELF file says of the compiler's and the linker's protections.
#include "audit/facts/facts.h"

#include <string.h>

// False when the question has no meaning; the fact says so then. A program without an operating
// system is placed once and for all, and its stack is what the hardware makes of it.
static bool is_asked(const struct subject *subject, struct fact *fact, bool needs_system)
{
    fact->rule = "elf-headers";
    fact->confidence = CONFIDENCE_HIGH;
    fact->state = FACT_NOT_APPLICABLE;
    if (subject->elf == NULL) {
        fact->evidence = "the file is no ELF file";
        return false;
    }
    if (needs_system && !subject->image->marks.hosted) {
        fact->evidence = "the program runs without an operating system";
        return false;
    }
    return true;
}

static void decide(struct fact *fact, bool there, const char *yes, const char *no)
{
    fact->state = there ? FACT_PRESENT : FACT_ABSENT;
    fact->evidence = there ? yes : no;
}

void protection_moves(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    if (is_asked(subject, fact, true)) {
        decide(fact, subject->image->marks.moves, "the file may be loaded at any address",
               "the file has one fixed address");
    }
}

void protection_stack(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    const struct elf_marks *marks = &subject->image->marks;
    if (is_asked(subject, fact, true)) {
        decide(fact, marks->stack_noted && !marks->stack_runs, "PT_GNU_STACK is not executable",
               marks->stack_noted ? "PT_GNU_STACK is executable" : "there is no PT_GNU_STACK");
    }
}

void protection_relro(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    const struct elf_marks *marks = &subject->image->marks;
    if (is_asked(subject, fact, true)) {
        decide(fact, marks->relro && marks->binds_now,
               "PT_GNU_RELRO, and everything is bound at the start",
               marks->relro ? "PT_GNU_RELRO, but functions are bound when they are called first"
                            : "there is no PT_GNU_RELRO");
    }
}

void protection_fortify(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    if (is_asked(subject, fact, true)) {
        decide(fact, subject->image->marks.fortified,
               "a checked function of the C library is named",
               "no checked function of the C library is named");
    }
}

void protection_canary(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    const struct elf_marks *marks = &subject->image->marks;
    if (!is_asked(subject, fact, false)) {
        return;
    }
    if (marks->stack_checked || marks->hosted || subject->symbol_doubt == NULL) {
        decide(fact, marks->stack_checked, "__stack_chk_fail is named",
               "__stack_chk_fail is not named");
        return;
    }
    say_unknown(fact, "without symbols, a program without an operating system does not tell");
}
