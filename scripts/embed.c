// SPDX-License-Identifier: MIT
// embed FOLDER OUTPUT FILE... - writes the catalogue's files as one C array (native, run by Meson).
#include <stdio.h>
#include <string.h>

static int embed_bytes(FILE *out, const char *path, unsigned index)
{
    FILE *in = fopen(path, "rb");
    if (in == NULL) {
        perror(path);
        return 0;
    }
    fprintf(out, "static const unsigned char file_%u[] = {", index);
    unsigned column = 0;
    for (int c = getc(in); c != EOF; c = getc(in)) {
        fprintf(out, "%s%d,", column++ % 24 == 0 ? "\n" : "", c);
    }
    fputs("\n0};\n", out); // a sentinel, so that an empty file is no empty array
    return fclose(in) == 0;
}

// The part of `path` behind its last component called `folder`; Ninja's paths may be relative.
static const char *below(const char *path, const char *folder)
{
    const char *found = path;
    const size_t size = strlen(folder);
    for (const char *at = strchr(path, '/'); at != NULL; at = strchr(at + 1, '/')) {
        if (strncmp(at + 1, folder, size) == 0 && at[1 + size] == '/') {
            found = at + size + 2;
        }
    }
    return found;
}

int main(int argc, char *argv[])
{
    if (argc < 3) {
        fputs("usage: embed FOLDER OUTPUT FILE...\n", stderr);
        return 2;
    }
    FILE *out = fopen(argv[2], "w");
    if (out == NULL) {
        perror(argv[2]);
        return 1;
    }
    fputs("#include \"catalogue/embedded.h\"\n\n", out);
    for (int i = 3; i < argc; i++) {
        if (!embed_bytes(out, argv[i], (unsigned)i)) {
            return 1;
        }
    }
    fputs("const struct embedded_file embedded_catalogue[] = {\n", out);
    for (int i = 3; i < argc; i++) {
        fprintf(out, "    {\"%s\", file_%d, sizeof file_%d - 1},\n", below(argv[i], argv[1]), i, i);
    }
    fprintf(out, "};\nconst size_t embedded_catalogue_count = %d;\n", argc - 3);
    return fclose(out) == 0 ? 0 : 1;
}
