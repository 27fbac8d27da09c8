// door.h - the service door as the hooks see it.
//
// hook_door.c is the door; no_door.c is a firmware without one. Which of the two is compiled is the
// build's choice (MPSEC_DOOR).
#ifndef DOOR_H
#define DOOR_H

#include <stdbool.h>
#include <stdint.h>

// At every start, after mpsec_app_admit(): closes the door with the power, and when another
// application is about to start. A soft reset leaves it as it is.
void mpsec_door_boot(void);

// Answers what came in. Not in an interrupt.
void mpsec_door_serve(void);

// Whether it is as a closed door is: only then are secrets given out.
bool mpsec_door_is_closed(void);

// Whether what Python and the port print may be seen: to whoever may type, it is the answer.
bool mpsec_door_shows_output(void);

// Whether a technician may type at the prompt.
bool mpsec_door_opens_prompt(void);

// How often it was opened in the life of the device.
uint32_t mpsec_door_openings(void);

#endif
