// overlay.h - what we put before and behind upstream's own files, without touching them.
//
//   mpsec_pre.h       forced into every file; names the next one as MP_CONFIGFILE
//   mpsec_mpconfig.h  the port's configuration, the board's, then the controls' macros
//   manifest.py       the board's modules, the application's libraries, the application
//
// No file holds a path of this machine: the same controls give the same bytes everywhere.
#ifndef BUILD_OVERLAY_H
#define BUILD_OVERLAY_H

#include "build/workspace.h"

// The two headers. `board_header` may be NULL. NULL: too large.
const char *overlay_pre_text(void);
const char *overlay_config_text(struct arena *arena, const struct settings *settings,
                                const char *board_header);

bool overlay_write(struct arena *arena, struct diag *diag, const struct workspace *workspace);

#endif
