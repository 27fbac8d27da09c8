// mpconfigvariant.h - as upstream's standard variant; ../board_mpconfig.h has the last word.
#ifndef MPCONFIGVARIANT_H
#define MPCONFIGVARIANT_H

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#include "variants/mpconfigvariant_common.h"

#endif
