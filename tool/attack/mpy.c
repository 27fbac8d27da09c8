// SPDX-License-Identifier: MIT
#include "attack/mpy.h"

#include "base/file.h"
#include "base/process.h"

#include <unistd.h>

enum { MPY_LIMIT = 1 << 20, COMPILE_MS = 20000 };

const char *mpy_compile(struct arena *arena, const struct mpy_request *request, enum drop_form form,
                        struct bytes source, struct bytes *out)
{
    struct diag diag;
    diag_init(&diag, arena);
    if (request->compiler == NULL) {
        return "there is no mpy-cross to compile the attacker's code with";
    }
    const char *in = path_join(arena, request->folder, arena_printf(arena, "%s.py", request->name));
    const char *mpy =
        path_join(arena, request->folder, arena_printf(arena, "%s.mpy", request->name));
    if (!file_write(&diag, in, source.data, source.size)) {
        return "the attacker's code cannot be written to the work folder";
    }
    (void)unlink(mpy);
    const char *const bytecode[] = {request->compiler, "-o", mpy, in, NULL};
    const char *const native[] = {
        request->compiler,
        "-X",
        "emit=native",
        arena_printf(arena, "-march=%s", request->architecture),
        "-o",
        mpy,
        in,
        NULL,
    };
    const struct process_request compile = {
        .argv = form == DROP_NATIVE ? native : bytecode,
        .log = path_join(arena, request->folder, "mpy-cross.log"),
        .timeout_ms = COMPILE_MS,
    };
    const struct process_result result = process_run(&diag, &compile);
    struct file_bytes bytes;
    if (result.end != PROCESS_EXITED || result.status != 0 ||
        !file_load(arena, &diag, "compiled module", mpy, MPY_LIMIT, &bytes)) {
        return "mpy-cross does not compile the attacker's code";
    }
    *out = (struct bytes){bytes.data, bytes.size};
    return NULL;
}
