// SPDX-License-Identifier: MIT
#include "wp_contracts.h"

#include "bytes.c"
