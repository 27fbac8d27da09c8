# What stock and hardened builds of the Pico freeze alike: the port's own modules and asyncio.
# Upstream's manifest also wants drivers from micropython-lib, which release archives lack.
freeze("$(PORT_DIR)/modules")
include("$(MPY_DIR)/extmod/asyncio")
