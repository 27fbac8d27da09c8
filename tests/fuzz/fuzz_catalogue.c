// SPDX-License-Identifier: MIT
// One file of a catalogue, of whatever kind: the first byte says into which folder it goes.
#include "base/file.h"
#include "catalogue/catalogue.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

static const char vocabulary[] = "capabilities: {debug-lock: a}\nfunctions: {prompt: a}\n"
                                 "asset_kinds: {code: a}\ninterface_kinds: {uart: a}\n"
                                 "board_features: {compiler: a}\napplication_traits: {own: a}\n"
                                 "states: {}\n";
static const char *const names[] = {"goals/x.yaml",   "leaves/x.yaml",  "controls/x.yaml",
                                    "chips/x.yaml",   "boards/x.yaml",  "adversaries/x.yaml",
                                    "checks/x.yaml",  "attacks/x.yaml", "standards/x.yaml",
                                    "vocabulary.yaml"};
enum { NAME_COUNT = sizeof names / sizeof names[0] };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    char folder[] = "/dev/shm/fuzz-catalogue-XXXXXX";
    demand(mkdtemp(folder) != NULL);
    const char *file = path_join(arena, folder, names[data[0] % NAME_COUNT]);
    demand(folder_make(&diag, path_folder(arena, file)));
    demand(file_write(&diag, path_join(arena, folder, "vocabulary.yaml"), vocabulary,
                      sizeof vocabulary - 1));
    demand(file_write(&diag, file, data + 1, size - 1));
    const struct catalogue *catalogue = catalogue_load(arena, &diag, folder);
    demand((catalogue == NULL) == diag_failed(&diag));
    demand(folder_remove(&diag, folder));
    return 0;
}
