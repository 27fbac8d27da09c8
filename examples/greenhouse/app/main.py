# main.py - runs the greenhouse: measure, move the vent, report; for ever.
import time

import greenhouse
import sht30

try:
    # An installer may leave a site_config.py on the device with a name for it.
    from site_config import NAME
except ImportError:
    NAME = "greenhouse"


def run():
    settings = greenhouse.load_settings()
    boots = greenhouse.count_boot()
    controller = greenhouse.Controller(sht30.SHT30(greenhouse.SimulatedBus()), settings)
    sequence = 0
    while True:
        controller.step()
        print(
            "%s seq=%d t=%.1f rh=%.0f vent=%s boots=%d"
            % (
                NAME,
                sequence,
                controller.temperature,
                controller.humidity,
                controller.vent_name(),
                boots,
            )
        )
        sequence += 1
        time.sleep_ms(int(settings["period_ms"]))


run()
