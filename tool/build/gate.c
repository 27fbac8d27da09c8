// SPDX-License-Identifier: MIT
#include "build/gate.h"

#include "base/file.h"

#include <string.h>

// CMake repeats the whole path of each source below its own folders.
enum { DEPTH_MAX = 64, FACTS_PER_WRAP = 3 };

struct gate {
    struct arena *arena;
    struct diag *diag;
    const struct workspace *workspace;
    struct gate_fact *facts;
    size_t count;
    struct gate_fact **wraps; // the questions about each wrap; NULL: nothing reaches it
};

static const char *const words[] = {
    [GATE_SYMBOL] = "symbol",
    [GATE_CALLERS] = "callers",
    [GATE_SAME_FILE] = "same-file",
};

const char *gate_question_word(enum gate_question question)
{
    return words[question];
}

bool gate_question_from(const char *word, enum gate_question *question)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], word) == 0) {
            *question = (enum gate_question)i;
            return true;
        }
    }
    return false;
}

// A symbol that must be there has to bear the very name; one that must not may hide in a clone.
static bool is_in(const struct elf *firmware, const char *symbol, bool wanted)
{
    const struct elf_symbol *found =
        wanted ? elf_find_exact(firmware, symbol) : elf_find(firmware, symbol);
    return found != NULL && found->defined;
}

static void add(struct gate *gate, struct gate_fact fact)
{
    gate->facts[gate->count++] = fact;
}

// When nothing in the firmware reaches the symbol, because another control removed its callers,
// there is no hook either, and none is needed. In a version that nobody looked at the symbol may
// have another name instead.
static void ask_wrap(struct gate *gate, const struct elf *firmware, size_t i)
{
    const struct assignment *wrap = &gate->workspace->settings.wraps[i];
    const char *hook = arena_printf(gate->arena, "__wrap_%s", wrap->name);
    const bool hooked = is_in(firmware, hook, true);
    if (!hooked && !is_in(firmware, wrap->name, false) && gate->workspace->tree.known) {
        add(gate, (struct gate_fact){
                      .control = wrap->control,
                      .symbol = wrap->name,
                      .question = GATE_SYMBOL,
                  });
        return;
    }
    gate->wraps[i] = &gate->facts[gate->count];
    add(gate, (struct gate_fact){
                  .control = wrap->control,
                  .symbol = hook,
                  .question = GATE_SYMBOL,
                  .expect_present = true,
                  .found = hooked,
              });
    add(gate, (struct gate_fact){
                  .control = wrap->control,
                  .symbol = wrap->name,
                  .question = GATE_CALLERS,
                  .expect_present = true,
              });
    if (names_has(&gate->workspace->settings.own, wrap->name)) {
        return;
    }
    add(gate, (struct gate_fact){
                  .control = wrap->control,
                  .symbol = wrap->name,
                  .question = GATE_SAME_FILE,
              });
}

static void ask_firmware(struct gate *gate, const struct elf *firmware)
{
    const struct settings *settings = &gate->workspace->settings;
    for (size_t i = 0; i < settings->wish_count; i++) {
        const struct wish *wish = &settings->wishes[i];
        gate->facts[gate->count++] = (struct gate_fact){
            .control = wish->control,
            .symbol = wish->symbol,
            .question = GATE_SYMBOL,
            .expect_present = wish->present,
            .found = is_in(firmware, wish->symbol, wish->present),
        };
    }
    for (size_t i = 0; i < settings->wrap_count; i++) {
        ask_wrap(gate, firmware, i);
    }
}

static void note(struct gate *gate, struct gate_fact *fact, const char *object)
{
    fact->found = true;
    if (fact->detail == NULL) {
        fact->detail = arena_strdup(gate->arena, object);
    }
}

static void ask_object(struct gate *gate, const struct elf *object, const char *name)
{
    const struct settings *settings = &gate->workspace->settings;
    for (size_t i = 0; i < settings->wrap_count; i++) {
        struct gate_fact *facts = gate->wraps[i];
        const struct elf_symbol *symbol = elf_find_exact(object, settings->wraps[i].name);
        if (facts == NULL || symbol == NULL) {
            continue;
        }
        if (!symbol->defined) {
            note(gate, &facts[1], name);
        } else if (symbol->referenced && !names_has(&settings->own, settings->wraps[i].name)) {
            note(gate, &facts[2], name);
        }
    }
}

static bool read_object(struct gate *gate, const char *path, const char *name)
{
    AUTO_ARENA scratch = arena_new();
    struct file_bytes bytes;
    struct elf object;
    if (!file_load(scratch, gate->diag, "object file", path, ELF_SIZE_MAX, &bytes)) {
        return false;
    }
    if (elf_parse(scratch, bytes.data, bytes.size, &object) != ELF_PARSED) {
        diag_environment(gate->diag, (struct place){.file = path}, "build again",
                         "the compiler left an object file that cannot be read");
        return false;
    }
    if (object.lto) {
        diag_environment(gate->diag, (struct place){.file = path}, "build without -flto",
                         "link-time optimisation would undo the controls' hooks without a word");
        return false;
    }
    ask_object(gate, &object, name);
    return true;
}

// NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX
static bool read_objects(struct gate *gate, const char *below, int depth)
{
    const char *folder = path_join(gate->arena, gate->workspace->obj, below);
    size_t count = 0;
    const char **names = folder_list(gate->arena, gate->diag, folder, &count);
    bool good = names != NULL && depth < DEPTH_MAX;
    if (depth >= DEPTH_MAX) {
        diag_environment(gate->diag, (struct place){.file = folder}, "build in a shorter path",
                         "folders lie too deep in each other to look for object files");
    }
    for (size_t i = 0; good && i < count; i++) {
        const char *name = path_join(gate->arena, below, names[i]);
        const char *path = path_join(gate->arena, gate->workspace->obj, name);
        const size_t size = strlen(name);
        if (folder_exists(path)) {
            good = read_objects(gate, name, depth + 1);
        } else if (size > 2 && (strcmp(name + size - 2, ".o") == 0 ||
                                (size > 4 && strcmp(name + size - 4, ".obj") == 0))) {
            good = read_object(gate, path, name);
        }
    }
    return good;
}

static bool judge(struct gate *gate)
{
    static const char remedy[] = "the control is not in force with this MicroPython: leave it out "
                                 "with --without, and report the tree's version";
    bool good = true;
    for (size_t i = 0; i < gate->count; i++) {
        const struct gate_fact *fact = &gate->facts[i];
        if (fact->found == fact->expect_present) {
            continue;
        }
        good = false;
        switch (fact->question) {
        case GATE_SYMBOL:
            diag_environment(gate->diag, NO_PLACE, remedy, "%s: the symbol %s %s the firmware",
                             fact->control, fact->symbol,
                             fact->expect_present ? "is not in" : "is still in");
            break;
        case GATE_CALLERS:
            diag_environment(gate->diag, NO_PLACE, remedy,
                             "%s: no other file calls %s, so its hook guards nothing",
                             fact->control, fact->symbol);
            break;
        case GATE_SAME_FILE:
            diag_environment(gate->diag, NO_PLACE, remedy, "%s: %s calls its own %s past the hook",
                             fact->control, fact->detail, fact->symbol);
            break;
        }
    }
    return good;
}

bool gate_pass(struct arena *arena, struct diag *diag, const struct workspace *workspace,
               const struct elf *firmware, struct build *build)
{
    const struct settings *settings = &workspace->settings;
    struct gate gate = {
        .arena = arena,
        .diag = diag,
        .workspace = workspace,
        .facts = ARENA_ARRAY(arena, struct gate_fact,
                             settings->wish_count + FACTS_PER_WRAP * settings->wrap_count),
        .wraps = ARENA_ARRAY(arena, struct gate_fact *, settings->wrap_count),
    };
    if (!firmware->has_symbols) {
        diag_environment(diag, NO_PLACE, "build without -s",
                         "the firmware has no symbols to judge");
        return false;
    }
    ask_firmware(&gate, firmware);
    if (settings->wrap_count > 0 && !read_objects(&gate, "", 0)) {
        return false;
    }
    build->gate = gate.facts;
    build->gate_count = gate.count;
    return judge(&gate);
}
