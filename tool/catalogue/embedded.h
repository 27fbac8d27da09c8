// embedded.h - the built-in catalogue: its files as bytes, made by scripts/embed.c.
#ifndef CATALOGUE_EMBEDDED_H
#define CATALOGUE_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *path; // "leaves/mp.repl.raw.yaml"
    const unsigned char *bytes;
    size_t size;
};

extern const struct embedded_file embedded_catalogue[]; // sorted by path
extern const size_t embedded_catalogue_count;

#endif
