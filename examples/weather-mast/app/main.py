# main.py - runs the mast: measure the wind, report it, take updates; for ever.
import select
import sys
import time

from anemometer import Anemometer, SimulatedCups
from receiver import Receiver

try:
    # An installer may leave a site_config.py on the device with a name for it.
    import site_config

    NAME = site_config.NAME
except (ImportError, AttributeError):
    NAME = "mast"

PERIOD_MS = 200
WELL_AFTER = 10  # measurements that came out sane before an update is kept

poll = select.poll()
poll.register(sys.stdin, select.POLLIN)
receiver = Receiver(sys.stdin, poll)
wind = Anemometer(SimulatedCups())
print(NAME, receiver.version())

seq = 0
while True:
    speed = wind.read(PERIOD_MS / 1000)
    seq += 1
    print("wind seq=%d ms=%.1f gust=%.1f" % (seq, speed, wind.gust))
    # Only an update that does its work may stay; a worse one is given up after some starts.
    if seq == WELL_AFTER and receiver.trial() and 0 <= speed < 90:
        receiver.keep()
    until = time.ticks_add(time.ticks_ms(), PERIOD_MS)
    while time.ticks_diff(until, time.ticks_ms()) > 0:
        answer = receiver.serve()
        if answer:
            print(answer)
        if answer == "ready":
            sys.exit()  # a soft reset: the guard chooses what starts
        time.sleep_ms(5)
