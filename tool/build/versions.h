// versions.h - what differs between the MicroPython versions that mpsec knows, as data.
//
// The rows come from reading py/, extmod/ and the ports of v1.22.0 to v1.29.0-preview; a switch or
// a symbol that is in all of them has no row. Whoever looks at a newer version adds its rows and
// raises VERSIONS_NEWEST.
#ifndef BUILD_VERSIONS_H
#define BUILD_VERSIONS_H

#include <stdbool.h>
#include <stddef.h>

enum { VERSIONS_MAJOR = 1, VERSIONS_OLDEST = 22, VERSIONS_NEWEST = 29 };

// What a tree older than `since` has of the thing that a macro or a symbol stands for.
enum before {
    BEFORE_NOTHING, // the thing came with that version: nothing to close
    BEFORE_ALWAYS,  // the thing was there and could not be switched: nothing closes it
};

struct difference {
    const char *name; // of a macro or a symbol
    int since;        // first MicroPython 1.x that has it
    int last;         // last one that has it; 0: the newest known still does
    enum before before;
    const char *what; // the thing, in words
};

// The rows, sorted by name.
const struct difference *versions_differences(size_t *count);

// The row of a name; NULL: all known versions have it.
const struct difference *versions_find(const char *name);

// Whether MicroPython major.minor is one of those that were looked at.
bool versions_known(int major, int minor);

// Whether MicroPython 1.minor has the name.
bool versions_has(int minor, const char *name);

#endif
