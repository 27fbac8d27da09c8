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

// Whether the application's output may be seen.
bool mpsec_door_shows_output(void);

// How often it was opened in the life of the device.
uint32_t mpsec_door_openings(void);

#endif
