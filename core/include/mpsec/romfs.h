// mpsec/romfs.h - is this MicroPython ROMFS sound, and what is in it?
//
// MicroPython's own reader follows sizes and pointers without asking whether they stay inside.
// What passes mpsec_romfs_check() cannot make it read anything else. docs/spec/romfs.md; (§n)
// below are its sections. No allocation, no recursion, no state beyond the caller's.
#ifndef MPSEC_ROMFS_H
#define MPSEC_ROMFS_H

#include "mpsec/bytes.h"
#include "mpsec/err.h"

enum {
    MPSEC_ROMFS_DEPTH_MAX = 8,  // folders inside one another, the root counted (§4)
    MPSEC_ROMFS_NAME_MAX = 255, // bytes (§4)
};

enum mpsec_romfs_event {
    MPSEC_ROMFS_FILE,
    MPSEC_ROMFS_FOLDER, // its entries come next
    MPSEC_ROMFS_LEAVE,  // the end of the folder entered last
    MPSEC_ROMFS_END,    // the end of all
};

struct mpsec_romfs_entry {
    enum mpsec_romfs_event event;
    struct mpsec_span name; // of a file or folder
    struct mpsec_span data; // of a file
};

// Where a walk stands in one folder. Numbers, so that all pointers are made from the content.
struct mpsec_romfs_level {
    size_t next;      // record, an offset into the content
    size_t end;       // behind the last record
    size_t last;      // name in this folder, an offset too
    size_t last_size; // of that name; 0: there was none
};

// A walk in progress. Spans lie inside the bytes given to mpsec_romfs_open().
struct mpsec_romfs {
    struct mpsec_span content; // pointers count from its first byte
    size_t depth;
    struct mpsec_romfs_level levels[MPSEC_ROMFS_DEPTH_MAX];
};

// Starts a walk. Behind the file system at most 15 zero bytes may follow (§1).
MPSEC_CHECK enum mpsec_err mpsec_romfs_open(struct mpsec_span bytes, struct mpsec_romfs *out);

// Gives the next event, in the order of the file. After an error or MPSEC_ROMFS_END the walk is
// over. What was given before an error was sound so far, and the file system is not.
MPSEC_CHECK enum mpsec_err mpsec_romfs_next(struct mpsec_romfs *walk,
                                            struct mpsec_romfs_entry *out);

// Walks through all of it: MPSEC_OK, or the first error.
MPSEC_CHECK enum mpsec_err mpsec_romfs_check(struct mpsec_span bytes);

#endif
