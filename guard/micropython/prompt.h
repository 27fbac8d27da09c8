// prompt.h - MicroPython's own prompt, as the gate reaches it once the door is open for it.
//
// hook_prompt.c is the prompt; no_prompt.c is a firmware without one. Which of the two is compiled
// is the build's choice (MPSEC_PROMPT).
#ifndef PROMPT_H
#define PROMPT_H

// Each returns what pyexec_friendly_repl() and pyexec_raw_repl() return.
int mpsec_prompt_friendly(void);
int mpsec_prompt_raw(void);

// What mp_hal_set_interrupt_char() would do, while the door is open for the prompt.
void mpsec_prompt_set_interrupt_char(int c);

#endif
