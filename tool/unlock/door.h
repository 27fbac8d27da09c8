// door.h - the technician's side of the service door: docs/spec/unlock.md, sections (§n) below.
#ifndef UNLOCK_DOOR_H
#define UNLOCK_DOOR_H

#include "attack/line.h"
#include "base/arena.h"
#include "base/diag.h"
#include "image/key.h"

#include <stdint.h>

enum { DOOR_CHALLENGE_SIZE = 69, DOOR_LINE_MAX = 160 };

// A challenge (§2), taken apart. The strings are hexadecimal.
struct challenge {
    uint8_t bytes[DOOR_CHALLENGE_SIZE];
    const char *device;
    const char *application; // NULL: none runs
    uint32_t attempt;
    uint32_t scopes; // bits (§3)
};

// What a device says.
enum door_word {
    DOOR_SILENT,
    DOOR_CHALLENGE,
    DOOR_WAIT,
    DOOR_OPEN,
    DOOR_REFUSED,
    DOOR_NEXT, // from here on behind the open door (§8)
    DOOR_FAILED,
    DOOR_STAGED,
    DOOR_FILE,
    DOOR_NO_FILE,
    DOOR_ERASED,
    DOOR_NOT_ERASED,
};

// "log,read" as bits. An input error that lists the words when one is unknown; none is one too.
bool scopes_from(struct arena *arena, struct diag *diag, const char *words, uint32_t *bits);

// Bits as "log,read".
const char *scopes_text(struct arena *arena, uint32_t bits);

// The hexadecimal digits of a challenge, with or without the words before them. An input error
// when they are no challenge.
bool challenge_from(struct arena *arena, struct diag *diag, const char *text,
                    struct challenge *out);

// What is to be signed, in lines for a person.
const char *challenge_text(struct arena *arena, const struct challenge *asked);

// The line that answers it, without its end; NULL after an error of the key.
const char *challenge_answer(struct arena *arena, struct diag *diag, const struct challenge *asked,
                             const struct key *key);

// An answer typed or pasted: its digits with or without the words before them; NULL after an
// input error.
const char *answer_line(struct arena *arena, struct diag *diag, const char *text);

// Asks the device on the serial port `port` with one line and waits for what it says. `*said` is
// its line without the end. False after an environment error; silence is none.
bool door_ask(struct arena *arena, struct diag *diag, const char *port, const char *line,
              const char **said);

// A serial port that stays open for more than one question. End it, also after a failure.
struct visit {
    const char *port;
    int fd; // -1: it could not be opened
    struct line wire;
};

bool visit_begin(struct visit *visit, struct arena *arena, struct diag *diag, const char *port);
void visit_end(struct visit *visit);

// One line, and what the device says to it, as door_ask().
bool visit_ask(struct visit *visit, struct arena *arena, struct diag *diag, const char *line,
               const char **said);

// One line that is not answered.
bool visit_send(struct visit *visit, struct arena *arena, struct diag *diag, const char *line);

enum door_word door_word(const char *said);

#endif
