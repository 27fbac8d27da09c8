# main.py - keeps the tank between two levels, for ever.
import time

from tank import Tank

try:
    import guard
except ImportError:  # on the workbench: stock firmware has none
    guard = None

try:
    # A plumber may leave a site_config.py on the device with the levels of this tank.
    import site_config

    LOW, HIGH = site_config.LOW, site_config.HIGH  # litres
except (ImportError, AttributeError):
    LOW, HIGH = 40, 60

PERIOD_MS = 200
WELL_AFTER = 10  # rounds before an update is kept

tank = Tank(50)
pumping = False
seq = 0
if guard:
    # What a technician changed, and how often somebody was let in: the log of the house reads it.
    state = guard.status()
    told = (state.opened, state.secrets, state.fast)
    print("pump %d.%d.%d opened=%d secrets=%s fast=%s" % (state.version[:3] + told))
while True:
    level = tank.step(pumping)
    pumping = level < LOW or (pumping and level < HIGH)
    seq += 1
    print("tank seq=%d litres=%d pump=%s" % (seq, level, "on" if pumping else "off"))
    if guard and seq == WELL_AFTER and guard.status().trial:
        guard.confirm()
    if guard and seq % 10 == 0:
        try:
            print("uplink as", guard.secret("uplink-id").decode())
        except OSError as error:
            print("no uplink:", error.errno)
    time.sleep_ms(PERIOD_MS)
