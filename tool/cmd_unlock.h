// cmd_unlock.h - what is done behind the door that `mpsec unlock` opens.
#ifndef CMD_UNLOCK_H
#define CMD_UNLOCK_H

#include "command.h"

struct unlock_request {
    const char *port; // NULL: offline
    const char *key, *passphrase_file;
    const char *challenge; // sign this one, offline
    const char *answer;    // send this one
    const char *scope;
    bool request; // only ask for a challenge
    // What to do behind the door; each adds the scope that it needs.
    const char *update, *read;
    bool erase;
};

// Bits of the scopes that the work of a request needs; 0: it only opens.
uint32_t unlock_work(const struct unlock_request *request);

// The scopes to ask for: those of the work, and those that were named; the log when there is none.
// False: they are misspelt.
bool unlock_scopes(struct context *context, const struct unlock_request *request, uint32_t *bits);

// Does the work, now that the door is open, and writes a refusal into the document.
bool unlock_serve(struct context *context, const struct unlock_request *request, json_t *document,
                  enum status *status);

#endif
