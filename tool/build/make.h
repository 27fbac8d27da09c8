// make.h - runs upstream's make, or its CMake, with a clean environment, watched and logged.
#ifndef BUILD_MAKE_H
#define BUILD_MAKE_H

#include "build/workspace.h"

// One run.
struct make_job {
    const char *what;         // for progress and messages
    const char *source;       // folder with the CMakeLists.txt; NULL: make alone
    const char *folder;       // with the Makefile, which CMake writes if there is a `source`
    const char *log;          // appended to
    struct names settings;    // "NAME=value": arguments of make, or CMake's cache entries
    struct names environment; // "NAME=value" besides what every run gets
    const struct build_request *request; // who watches
    const char *version;                 // MicroPython's: what the firmware says of itself
};

enum make_result { MAKE_DONE, MAKE_FAILED, MAKE_INTERRUPTED };

// Runs it to its end. Anything but MAKE_DONE was reported, with the lines of the log that
// tell why and, where the cause is known, a remedy.
enum make_result make_run(struct arena *arena, struct diag *diag, const struct make_job *job);

#endif
