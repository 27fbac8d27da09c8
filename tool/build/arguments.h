// arguments.h - what upstream's own build is told, in the words of make or of CMake.
#ifndef BUILD_ARGUMENTS_H
#define BUILD_ARGUMENTS_H

#include "build/make.h"
#include "build/workspace.h"

// The job that compiles the workspace's firmware.
struct make_job arguments_of_build(struct arena *arena, const struct workspace *workspace);

#endif
